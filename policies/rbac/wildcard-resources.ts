import { someItem } from "./engine/access.ts";
import { eachRule, isWildcard, roleRule } from "./grants.ts";

/** Every resource, those of APIs that are installed later included. */
export const wildcardResources = roleRule(
  {
    id: "rbac-wildcard-resources",
    controls: ["rbac.wildcardResources"],
    severity: "high",
    frameworks: ["CIS 5.1.3"],
    description: "Roles must not name every resource.",
    remediation: "List the resources that are needed.",
  },
  (object, report) =>
    eachRule(object, report, (rule, field) => {
      const every = someItem(rule, "resources", isWildcard);
      report.when(every, `${field}.resources`, '"*" in resources: list the resources needed');
    }),
);
