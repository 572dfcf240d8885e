import { grantRule, on } from "./grants.ts";

/** A forwarded port passes by every NetworkPolicy. */
export const portForward = grantRule({
  id: "rbac-port-forward",
  controls: ["rbac.portForward"],
  severity: "medium",
  frameworks: ["MITRE T1090"],
  description: "Roles must not forward ports of pods.",
  remediation: "Remove pods/portforward; expose what is needed by a Service and a NetworkPolicy.",
  danger: "a forwarded port passes by every NetworkPolicy; remove it",
  accesses: on(["create", "get"], "pods/portforward"),
});
