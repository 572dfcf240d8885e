import { allows } from "./engine/access.ts";
import { grantRule, on, read } from "./grants.ts";

/** Secrets hold the tokens and passwords of others. Narrowed by resourceNames, a rule passes. */
export const secretsRead = grantRule({
  id: "rbac-secrets-read",
  controls: ["rbac.secretsRead"],
  severity: "high",
  frameworks: ["CIS 5.1.2", "NSA/CISA: Authentication and authorization", "MITRE T1552.007"],
  description: "Roles must not read every Secret.",
  remediation: "Mount the Secret, or narrow get by resourceNames.",
  danger:
    "it reads every Secret, tokens of other accounts included; mount the Secret, or narrow get by resourceNames",
  accesses: on(read, "secrets"),
  offends: allows,
});
