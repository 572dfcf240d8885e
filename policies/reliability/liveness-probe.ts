import { podRule } from "../engine/define.ts";
import { eachMainContainer, hasProbe, longRunningKinds } from "../lib/probes.ts";
import { not } from "../lib/unknown.ts";

/** The probe notices when a container hangs. */
export const livenessProbe = podRule({
  id: "reliability-liveness-probe",
  controls: ["probes.liveness"],
  severity: "medium",
  frameworks: [],
  description: "Containers of long-running workloads must have a livenessProbe.",
  remediation: "Set livenessProbe.",
  kinds: longRunningKinds,
  decide: (pod, report) =>
    eachMainContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        not(hasProbe(tree, "livenessProbe")),
        `${path}.livenessProbe`,
        `container "${name}" has no livenessProbe: set it`,
        name,
      ),
    ),
});
