import { is } from "../lib/unknown.ts";
import { baselineRule, eachSetting } from "./pss.ts";

const allowedTypes = new Set([undefined, "RuntimeDefault", "Localhost"]);

/** Seccomp keeps a process from system calls it has no need of. */
export const seccomp = baselineRule({
  id: "security-seccomp",
  control: "seccomp",
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.7.2", "MITRE T1611"],
  description: "Seccomp must not be switched off.",
  remediation: "Set securityContext.seccompProfile.type to RuntimeDefault.",
  decide: (pod, report) =>
    eachSetting(pod, report, ["seccompProfile", "type"], ({ value, field, owner, container }) =>
      report.when(
        is(value, (type) => !allowedTypes.has(type)),
        field,
        `${owner} switches seccomp off: set seccompProfile.type to RuntimeDefault`,
        container?.name,
      ),
    ),
});
