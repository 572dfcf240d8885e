import { grantRule, on, remove, workloadResources } from "./grants.ts";

/** Deleting what serves is an outage. */
export const excessiveDelete = grantRule({
  id: "rbac-excessive-delete",
  controls: ["rbac.excessiveDelete"],
  severity: "low",
  frameworks: ["MITRE T1485"],
  description: "Roles should not delete Secrets, pods, Services or workloads.",
  remediation:
    "Remove delete and deletecollection, or give delete to a deployer with an account of its own.",
  danger: "deletion takes the service down; remove it",
  accesses: on(remove, "secrets", "services", ...workloadResources),
});
