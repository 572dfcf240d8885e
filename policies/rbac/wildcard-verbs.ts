import { has } from "./engine/access.ts";
import { eachRule, roleRule } from "./grants.ts";

/** Every verb: escalate, bind and impersonate are among them. */
export const wildcardVerbs = roleRule(
  {
    id: "rbac-wildcard-verbs",
    controls: ["rbac.wildcardVerbs"],
    severity: "high",
    frameworks: ["CIS 5.1.3"],
    description: "Roles must not grant every verb.",
    remediation: "List the verbs that are needed.",
  },
  (object, report) =>
    eachRule(object, report, (rule, field) => {
      report.when(
        has(rule, "verbs", ["*"]),
        `${field}.verbs`,
        '"*" in verbs: list the verbs needed',
      );
    }),
);
