import { anyVerb, grantRule, on } from "./grants.ts";

/** The API server's proxy passes by every NetworkPolicy. */
export const proxySubresource = grantRule({
  id: "rbac-proxy-subresource",
  controls: ["rbac.proxySubresource"],
  severity: "high",
  frameworks: ["MITRE T1090"],
  description: "Roles must not reach nodes, pods or Services through the API server's proxy.",
  remediation: "Remove the proxy subresources; connect through a Service and a NetworkPolicy.",
  danger: "the API server's proxy passes by every NetworkPolicy; remove it",
  accesses: on(anyVerb, "nodes/proxy", "pods/proxy", "services/proxy"),
});
