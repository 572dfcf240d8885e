import { grantRule, on, workloadResources, write } from "./grants.ts";

/** A changed workload runs anything, as its account and with its Secrets. */
export const workloadWrite = grantRule({
  id: "rbac-workload-write",
  controls: ["rbac.workloadWrite"],
  severity: "medium",
  frameworks: ["NSA/CISA: Authentication and authorization", "MITRE T1610"],
  description: "Roles must not write pods or workloads.",
  remediation:
    "Give this to a deployer with an account of its own; grant workloads read verbs alone.",
  danger: "a changed workload runs anything as its account; grant read verbs alone",
  accesses: on(write, ...workloadResources),
});
