import { grantRule, on } from "./grants.ts";

/** Whoever is inside a pod has its Secrets and its account. */
export const podsExec = grantRule({
  id: "rbac-pods-exec",
  controls: ["rbac.podsExec"],
  severity: "high",
  frameworks: ["NSA/CISA: Authentication and authorization", "MITRE T1609"],
  description: "Roles must not execute commands in pods or attach to them.",
  remediation:
    "Remove pods/exec and pods/attach; give debugging access to people for a limited time.",
  danger: "whoever is inside a pod has its Secrets and its account; remove it",
  accesses: on(["create", "get"], "pods/exec", "pods/attach"),
});
