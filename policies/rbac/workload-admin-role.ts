import { all } from "../lib/unknown.ts";
import { actorRule } from "./actors.ts";
import { isAllOfResources } from "./engine/admin.ts";

/** Whoever breaks into such a workload owns the cluster. */
export const workloadAdminRole = actorRule({
  id: "rbac-workload-admin-role",
  controls: ["rbac.workloadAdminRole"],
  severity: "critical",
  frameworks: ["CIS 5.1.1", "NSA/CISA: Authentication and authorization", "MITRE T1078"],
  description: "No workload may hold every verb on every resource in the whole cluster.",
  remediation: "Bind a role with the rights that the workload needs, in its namespace.",
  offends: (rule, { scope }) => all([scope === "cluster", isAllOfResources(rule)]),
  outcome: () => "every verb on every resource, in every namespace: bind a role of what it needs",
});
