import { at } from "../lib/objects.ts";
import { type Truth, all, is, not, unknown } from "../lib/unknown.ts";
import { eachSetting, isWindows, restrictedRule } from "./pss.ts";

const confines = (profile: unknown) => profile === "RuntimeDefault" || profile === "Localhost";

/** Seccomp keeps a process from system calls it has no need of. */
export const restrictedSeccomp = restrictedRule({
  id: "security-restricted-seccomp",
  control: "seccomp",
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.7.2", "MITRE T1611"],
  description: "Containers must run under a seccomp profile.",
  remediation: "Set securityContext.seccompProfile.type to RuntimeDefault on the pod.",
  decide: (pod, report) => {
    const path = ["seccompProfile", "type"];
    const ofPod = at(pod.spec, "securityContext", ...path);
    const applies = not(isWindows(pod));
    eachSetting(pod, report, path, ({ value, field, owner, container }) => {
      const unconfined = container
        ? ofContainer(value, ofPod)
        : is(value, (type) => type !== undefined && !confines(type));
      report.when(
        all([applies, unconfined]),
        field,
        `${owner} has no seccomp profile: set seccompProfile.type to RuntimeDefault`,
        container?.name,
      );
    });
  },
});

/** A container's own profile counts, or else the pod's. */
function ofContainer(own: unknown, ofPod: unknown): Truth {
  if (own === unknown) return unknown;
  return is(own === undefined ? ofPod : own, (type) => !confines(type));
}
