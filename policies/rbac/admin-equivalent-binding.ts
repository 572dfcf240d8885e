import { bindingRule } from "./bindings.ts";
import { isAdminEquivalent } from "./engine/admin.ts";

/** Everything, by whatever name the role goes. */
export const adminEquivalentBinding = bindingRule({
  id: "rbac-admin-equivalent-binding",
  controls: ["rbac.adminEquivalentBinding"],
  severity: "critical",
  frameworks: ["CIS 5.1.1", "NSA/CISA: Authentication and authorization", "MITRE T1098.006"],
  description: "Bindings must not give every verb on every resource.",
  remediation: "Bind a role of the rights that are needed.",
  offends: ({ role }) => isAdminEquivalent(role.grants),
  danger: "allows every verb on every resource: bind a role of what is needed",
});
