import { podRule } from "../engine/define.ts";
import { type ProbeName, eachMainContainer, hasProbe, longRunningKinds } from "../lib/probes.ts";
import { not } from "../lib/unknown.ts";

const probes: ProbeName[] = ["livenessProbe", "readinessProbe"];

/** One probe tells when to restart a container, the other when to send it requests. */
export const livenessAndReadiness = podRule({
  id: "reliability-liveness-and-readiness",
  controls: ["probes.livenessAndReadiness"],
  severity: "medium",
  frameworks: [],
  description: "Containers of long-running workloads must have both probes.",
  remediation: "Set livenessProbe and readinessProbe.",
  kinds: longRunningKinds,
  decide: (pod, report) =>
    eachMainContainer(pod, report, ({ name, path, tree }) => {
      for (const probe of probes) {
        report.when(
          not(hasProbe(tree, probe)),
          `${path}.${probe}`,
          `container "${name}" has no ${probe}: set it`,
          name,
        );
      }
    }),
});
