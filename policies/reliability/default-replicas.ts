import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { type KubeObject, at, namespaceOf } from "../lib/objects.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";
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
      const scaled = isScaled(workload, stack);
      report(workload).when(
        scaled === unknown ? unknown : !scaled,
        "spec.replicas",
        `one replica runs, as none are stated: set replicas to ${min} or more`,
      );
    }
  },
});

function isScaled(workload: KubeObject, stack: Stack): Truth {
  const autoscalers = stack.view(autoscalersByKind).get(workload.kind) ?? [];
  return any(
    autoscalers.map((autoscaler) => {
      const [own, other] = [namespaceOf(workload), namespaceOf(autoscaler)];
      return all([
        own === unknown || other === unknown ? unknown : own === other,
        is(at(autoscaler.tree, "spec", "scaleTargetRef", "name"), (name) => name === workload.name),
      ]);
    }),
  );
}

function autoscalersByKind(stack: Stack): Map<string, KubeObject[]> {
  const byKind = new Map<string, KubeObject[]>();
  for (const autoscaler of stack.of("HorizontalPodAutoscaler")) {
    const kind = at(autoscaler.tree, "spec", "scaleTargetRef", "kind");
    byKind.set(kind, [...(byKind.get(kind) ?? []), autoscaler]);
  }
  return byKind;
}
