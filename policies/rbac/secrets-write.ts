import { grantRule, on, write } from "./grants.ts";

/** A Secret of type service-account-token mints a token of any account in its namespace. */
export const secretsWrite = grantRule({
  id: "rbac-secrets-write",
  controls: ["rbac.secretsWrite"],
  severity: "high",
  frameworks: ["CIS 5.1.2", "MITRE T1098"],
  description: "Roles must not write Secrets.",
  remediation: "Let the deployment or an operator of its own write Secrets.",
  danger: "a written Secret can mint a token of any account or swap a password; remove it",
  accesses: on(write, "secrets"),
});
