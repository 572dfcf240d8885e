import { grantRule, on } from "./grants.ts";

/** A binding hands out rights, to its author first. */
export const createRoleBindings = grantRule({
  id: "rbac-create-role-bindings",
  controls: ["rbac.createRoleBindings"],
  severity: "critical",
  frameworks: ["CIS 5.1.8", "MITRE T1098.006"],
  description: "Roles must not write or bind role bindings.",
  remediation: "Declare bindings with the deployment; no workload needs to make them.",
  danger: "a binding hands out rights; declare bindings with the deployment instead",
  accesses: on(
    ["create", "update", "patch", "bind"],
    "rolebindings.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
  ),
});
