import { grantRule, on, remove } from "./grants.ts";

/** Deleted events hide what happened. */
export const deleteEvents = grantRule({
  id: "rbac-delete-events",
  controls: ["rbac.deleteEvents"],
  severity: "low",
  frameworks: ["MITRE T1070"],
  description: "Roles should not delete events.",
  remediation: "Let events expire by themselves.",
  danger: "deleted events hide what happened; let them expire",
  accesses: on(remove, "events", "events.events.k8s.io"),
});
