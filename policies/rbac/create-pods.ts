import { grantRule, on } from "./grants.ts";

/** A new pod may run as any account and mount any Secret of its namespace. */
export const createPods = grantRule({
  id: "rbac-create-pods",
  controls: ["rbac.createPods"],
  severity: "high",
  frameworks: ["CIS 5.1.4", "MITRE T1610"],
  description: "Roles must not create pods.",
  remediation: "Let a deployer of its own namespace create workloads; controllers create the pods.",
  danger: "a new pod may use every account and Secret of its namespace; remove it",
  accesses: on(["create"], "pods"),
});
