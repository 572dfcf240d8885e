import { anyVerb, grantRule, on } from "./grants.ts";

/** Through it the kubelet runs commands in every pod of the node, past admission and audit. */
export const nodesProxy = grantRule({
  id: "rbac-nodes-proxy",
  controls: ["rbac.nodesProxy"],
  severity: "critical",
  frameworks: ["CIS 5.1.10", "MITRE T1609"],
  description: "Roles must not reach nodes/proxy.",
  remediation: "Grant get on nodes/metrics or nodes/stats for monitoring.",
  danger:
    "the kubelet's API runs commands in every pod of a node; use nodes/metrics or nodes/stats",
  accesses: on(anyVerb, "nodes/proxy"),
});
