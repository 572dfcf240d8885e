import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { nameOf } from "../lib/objects.ts";
import { unknown } from "../lib/unknown.ts";
import { alike } from "./object-index.ts";
import { type Autoscaler, autoscalers } from "./scaling.ts";

/** Two autoscalers of one target undo each other's work. */
export const autoscalerDuplicate = stackRule({
  id: "stack-autoscaler-duplicate",
  controls: ["hpa.duplicate"],
  severity: "medium",
  frameworks: [],
  description: "A workload must have one HorizontalPodAutoscaler at most.",
  remediation: "Join the metrics of both in one HorizontalPodAutoscaler.",
  url: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
  decide(stack, report) {
    const { known, vague } = stack.view(byTarget);
    for (const [key, scalers] of known) {
      for (const scaler of scalers) {
        const other = scalers.find((one) => one !== scaler);
        if (!other) continue;
        const message = `${nameOf(other.object)} aims at ${key}, too: join them`;
        report(scaler.object).fail("spec.scaleTargetRef", message);
      }
    }
    for (const scaler of vague) {
      for (const other of stack.view(autoscalers)) {
        if (other === scaler || !mayClash(scaler, other)) continue;
        report(scaler.object).unknown("spec.scaleTargetRef");
        report(other.object).unknown("spec.scaleTargetRef");
      }
    }
  },
});

function byTarget(stack: Stack) {
  const known = new Map<string, Autoscaler[]>();
  const vague: Autoscaler[] = [];
  for (const scaler of stack.view(autoscalers)) {
    const { namespace, kind, name } = scaler.target;
    if (namespace === unknown || kind === unknown || name === unknown) vague.push(scaler);
    else push(known, `${kind} ${namespace}/${name}`, scaler);
  }
  return { known, vague };
}

function mayClash({ target: one }: Autoscaler, { target: other }: Autoscaler): boolean {
  return (
    alike(one.namespace, other.namespace) &&
    alike(one.kind, other.kind) &&
    alike(one.name, other.name)
  );
}
