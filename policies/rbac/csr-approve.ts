import { grantRule, on } from "./grants.ts";

/** An approved client certificate can name any user and any group. */
export const csrApprove = grantRule({
  id: "rbac-csr-approve",
  controls: ["rbac.csrApprove"],
  severity: "high",
  frameworks: ["CIS 5.1.11", "MITRE T1649"],
  description: "Roles must not approve certificate signing requests.",
  remediation: "Leave approval to the cluster's own approver.",
  danger: "an approved certificate can carry any user and group; remove it",
  accesses: [
    ...on(["update", "patch"], "certificatesigningrequests/approval.certificates.k8s.io"),
    ...on(["approve"], "signers.certificates.k8s.io"),
  ],
});
