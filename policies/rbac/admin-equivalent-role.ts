import { isAdminEquivalent, statedGrants } from "./engine/admin.ts";
import { roleRule } from "./grants.ts";

/** A second cluster-admin, under a name that no audit looks for. */
export const adminEquivalentRole = roleRule(
  {
    id: "rbac-admin-equivalent-role",
    controls: ["rbac.adminEquivalentRole"],
    severity: "critical",
    frameworks: ["CIS 5.1.1", "CIS 5.1.3", "MITRE T1098.006"],
    description: "Roles must not grant everything.",
    remediation: "List the API groups, resources and verbs that are needed.",
  },
  ({ tree }, report) => {
    const message =
      "allows every verb on every resource, as cluster-admin does: list what is needed";
    report.when(isAdminEquivalent(statedGrants(tree)), "rules", message);
  },
);
