import { someItem } from "./engine/access.ts";
import { eachRule, isWildcard, roleRule } from "./grants.ts";

/** A wildcard also grants what does not exist yet: the next verb, the next resource, the next API. */
export const wildcardAny = roleRule(
  {
    id: "rbac-wildcard-any",
    controls: ["rbac.wildcardAny"],
    severity: "high",
    frameworks: ["CIS 5.1.3", "NSA/CISA: Authentication and authorization"],
    description: "Roles must not use wildcards.",
    remediation: "List the API groups, resources and verbs that are needed.",
  },
  (object, report) =>
    eachRule(object, report, (rule, field) => {
      for (const list of ["apiGroups", "resources", "verbs"]) {
        const message = `"*" in ${list}: list what is needed`;
        report.when(someItem(rule, list, isWildcard), `${field}.${list}`, message);
      }
    }),
);
