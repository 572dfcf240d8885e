import { podRule } from "../engine/define.ts";
import { type ProbeName, eachMainContainer, hasProbe, longRunningKinds } from "../lib/probes.ts";
import { any, not } from "../lib/unknown.ts";

const probes: ProbeName[] = ["livenessProbe", "readinessProbe", "startupProbe"];

/** Without a probe nobody notices that a container does not work. */
export const anyProbe = podRule({
  id: "reliability-any-probe",
  controls: ["probes.any"],
  severity: "medium",
  frameworks: [],
  description: "Containers of long-running workloads must have a probe.",
  remediation: "Set readinessProbe, livenessProbe or startupProbe.",
  kinds: longRunningKinds,
  decide: (pod, report) =>
    eachMainContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        not(any(probes.map((probe) => hasProbe(tree, probe)))),
        path,
        `container "${name}" has no probe: set readinessProbe`,
        name,
      ),
    ),
});
