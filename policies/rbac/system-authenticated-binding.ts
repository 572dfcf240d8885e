import { subjectRule } from "./subjects.ts";

/** Everyone who can log in, every ServiceAccount included. */
export const systemAuthenticatedBinding = subjectRule({
  id: "rbac-system-authenticated-binding",
  controls: ["rbac.systemAuthenticatedBinding"],
  severity: "high",
  frameworks: ["NSA/CISA: Authentication and authorization", "MITRE T1078"],
  description: "Bindings must not give rights to everyone who is authenticated.",
  remediation: "Bind the users, groups or ServiceAccounts that need the rights.",
  refuses: { User: /^system:authenticated$/, Group: /^system:authenticated$/ },
  danger: "that is everyone, every ServiceAccount included; bind those who need it",
});
