import { subjectRule } from "./subjects.ts";

const names = /^system:(anonymous|unauthenticated|masters)$/;

/** Nobody known, or members that no binding can be taken away from. */
export const systemGroupsBinding = subjectRule({
  id: "rbac-system-groups-binding",
  controls: ["rbac.systemGroupsBinding"],
  severity: "critical",
  frameworks: ["CIS 5.1.7", "NSA/CISA: Authentication and authorization", "MITRE T1078"],
  description: "Bindings must not name anonymous users or system:masters.",
  remediation: "Bind the users, groups or ServiceAccounts that need the rights.",
  refuses: { User: names, Group: names },
  danger: "it needs no login or passes by authorization; bind those who need it by name",
});
