import { all, is } from "../lib/unknown.ts";
import { bindingRule } from "./bindings.ts";
import { isClusterAdmin } from "./engine/admin.ts";

/** cluster-admin is for people in an emergency. */
export const clusterAdminBinding = bindingRule({
  id: "rbac-cluster-admin-binding",
  controls: ["rbac.clusterAdminBinding"],
  severity: "critical",
  frameworks: ["CIS 5.1.1", "NSA/CISA: Authentication and authorization", "MITRE T1098.006"],
  description: "Bindings must not give cluster-admin.",
  remediation: "Bind a role of the rights that are needed.",
  offends: ({ ref, role }) =>
    all([is(ref.kind, (kind) => kind === "ClusterRole"), isClusterAdmin(role.grants)]),
  danger: "may do everything: bind a role of what is needed",
});
