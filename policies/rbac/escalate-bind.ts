import { grantRule, on } from "./grants.ts";

/** Both verbs lift the guard that keeps an account from granting more than it has. */
export const escalateBind = grantRule({
  id: "rbac-escalate-bind",
  controls: ["rbac.escalateBind"],
  severity: "critical",
  frameworks: ["CIS 5.1.8", "MITRE T1098.006"],
  description: "Roles must not hold bind or escalate on roles.",
  remediation: "Remove the verbs bind and escalate.",
  danger: "these verbs lift the guard against granting more than one has; remove them",
  accesses: on(
    ["bind", "escalate"],
    "roles.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
  ),
});
