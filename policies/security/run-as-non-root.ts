import { at } from "../lib/objects.ts";
import { type Truth, all, is, not, unknown } from "../lib/unknown.ts";
import { eachSetting, inUserNamespace, restrictedRule } from "./pss.ts";

/** A root process that escapes its container is root on the node. */
export const runAsNonRoot = restrictedRule({
  id: "security-run-as-non-root",
  control: "runAsNonRoot",
  severity: "high",
  frameworks: ["NSA/CISA: Non-root containers", "CIS 5.2.7", "MITRE T1611"],
  description: "Containers must not run as root.",
  remediation: "Set securityContext.runAsNonRoot: true on the container or on its pod.",
  decide: (pod, report) => {
    const ofPod = at(pod.spec, "securityContext", "runAsNonRoot");
    const outsideUserNamespace = not(inUserNamespace(pod));
    eachSetting(pod, report, ["runAsNonRoot"], ({ value, field, owner, container }) => {
      const mayBeRoot = container ? ofContainer(value, ofPod) : is(value, (set) => set === false);
      report.when(
        all([outsideUserNamespace, mayBeRoot]),
        field,
        `${owner} may run as root: set runAsNonRoot to true`,
        container?.name,
      );
    });
  },
});

/** A container's own setting counts, or else the pod's. */
function ofContainer(own: unknown, ofPod: unknown): Truth {
  if (own === unknown) return unknown;
  return is(own === undefined ? ofPod : own, (set) => set !== true);
}
