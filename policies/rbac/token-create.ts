import { grantRule, on } from "./grants.ts";

/** A token has every right of the account it is made for. */
export const tokenCreate = grantRule({
  id: "rbac-token-create",
  controls: ["rbac.tokenCreate"],
  severity: "high",
  frameworks: ["CIS 5.1.13", "MITRE T1528"],
  description: "Roles must not create tokens of ServiceAccounts.",
  remediation: "Remove serviceaccounts/token; the kubelet requests the tokens of pods.",
  danger: "a token has every right of its account; remove it",
  accesses: on(["create"], "serviceaccounts/token"),
});
