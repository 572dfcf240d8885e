import { subjectRule } from "./subjects.ts";

/** Every pod that names no account runs as `default`: its rights are everyone's. */
export const defaultServiceAccountBinding = subjectRule({
  id: "rbac-default-service-account-binding",
  controls: ["rbac.defaultServiceAccountBinding"],
  severity: "high",
  frameworks: ["CIS 5.1.5", "MITRE T1078"],
  description: "Bindings must not give rights to the ServiceAccount default.",
  remediation: "Bind a ServiceAccount of the workload's own.",
  refuses: {
    ServiceAccount: /^default$/,
    User: /^system:serviceaccount:[^:]*:default$/,
    Group: /^system:serviceaccounts(:|$)/,
  },
  danger: "it covers the ServiceAccount default; bind an account of the workload's own",
});
