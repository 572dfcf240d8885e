import { stackRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { any, not } from "../lib/unknown.ts";
import { autoscaled } from "../stack/scaling.ts";
import { replicatedKinds } from "./replicas.ts";

/** A workload that states no number of replicas runs one, unless an autoscaler decides. */
export const defaultReplicas = stackRule<{ min: number }>({
  id: "reliability-default-replicas",
  controls: ["workload.minReplicas"],
  severity: "low",
  frameworks: [],
  description: "Workloads that no autoscaler scales must state how many replicas they run.",
  remediation: "Set spec.replicas to 2 or more, or add a HorizontalPodAutoscaler.",
  parameters: { min: { type: "integer", default: 2, description: "Fewest replicas allowed." } },
  decide: (stack, report, { min }) => {
    if (min <= 1) return;
    for (const workload of stack.of(...replicatedKinds)) {
      if (at(workload.tree, "spec", "replicas") !== undefined) continue;
      const scalers = stack.view(autoscaled).get(workload) ?? [];
      report(workload).when(
        not(any(scalers.map(([, truth]) => truth))),
        "spec.replicas",
        `one replica runs, as none are stated: set replicas to ${min} or more`,
      );
    }
  },
});
