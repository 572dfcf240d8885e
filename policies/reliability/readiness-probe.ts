import { podRule } from "../engine/define.ts";
import { eachMainContainer, hasProbe, longRunningKinds } from "../lib/probes.ts";
import { not } from "../lib/unknown.ts";

/** The probe keeps requests from a container that is not ready. */
export const readinessProbe = podRule({
  id: "reliability-readiness-probe",
  controls: ["probes.readiness"],
  severity: "medium",
  frameworks: [],
  description: "Containers of long-running workloads must have a readinessProbe.",
  remediation: "Set readinessProbe.",
  kinds: longRunningKinds,
  decide: (pod, report) =>
    eachMainContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        not(hasProbe(tree, "readinessProbe")),
        `${path}.readinessProbe`,
        `container "${name}" has no readinessProbe: set it`,
        name,
      ),
    ),
});
