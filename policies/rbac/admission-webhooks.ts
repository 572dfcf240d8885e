import { grantRule, on, write } from "./grants.ts";

/** Whoever sets a webhook reads and rewrites every request to the API. */
export const admissionWebhooks = grantRule({
  id: "rbac-admission-webhooks",
  controls: ["rbac.admissionWebhooks"],
  severity: "high",
  frameworks: ["CIS 5.1.12", "MITRE T1557"],
  description: "Roles must not write admission webhook configurations.",
  remediation:
    "Leave webhook configurations to the installer of the webhook, with an account of its own.",
  danger: "a webhook sees and changes every object sent to the API; remove it",
  accesses: on(
    write,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
  ),
});
