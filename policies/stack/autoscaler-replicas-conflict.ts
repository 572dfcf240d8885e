import { stackRule } from "../engine/define.ts";
import { nameOf, at } from "../lib/objects.ts";
import { all, any, is } from "../lib/unknown.ts";
import { autoscaled } from "./scaling.ts";

/** Each deployment sets the replicas back, and the autoscaler starts over. */
export const autoscalerReplicasConflict = stackRule({
  id: "stack-autoscaler-replicas-conflict",
  controls: ["hpa.replicasConflict"],
  severity: "medium",
  frameworks: [],
  description: "A workload under a HorizontalPodAutoscaler must not fix its replicas.",
  remediation: "Remove spec.replicas from the workload.",
  url: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
  decide(stack, report) {
    for (const [object, scalers] of stack.view(autoscaled)) {
      const aimedAt = any(scalers.map(([, truth]) => truth));
      const fixed = is(at(object.tree, "spec", "replicas"), (value) => value !== undefined);
      const message = `${nameOf(scalers[0]![0].object)} sets the replicas: remove spec.replicas`;
      report(object).when(all([aimedAt, fixed]), "spec.replicas", message);
    }
  },
});
