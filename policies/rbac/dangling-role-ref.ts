import { not } from "../lib/unknown.ts";
import { bindingRule } from "./bindings.ts";

/** A binding to nothing gives nothing, until someone makes a role of that name. */
export const danglingRoleRef = bindingRule({
  id: "rbac-dangling-role-ref",
  controls: ["rbac.danglingRoleRef"],
  severity: "high",
  frameworks: ["NSA/CISA: Authentication and authorization"],
  description: "The role of a binding must be in the stack or built in.",
  remediation: "Declare the role, a Role in the binding's namespace, or correct roleRef.",
  offends: ({ role }) => not(role.exists),
  danger: "is neither in the stack nor built in: declare it, a Role in the binding's namespace",
});
