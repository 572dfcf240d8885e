import { stackRule } from "../engine/define.ts";
import { type Truth, any, not, unknown } from "../lib/unknown.ts";
import { autoscalers, targetsOf } from "./scaling.ts";

/** An autoscaler without a target scales nothing. */
export const autoscalerTargetMissing = stackRule({
  id: "stack-autoscaler-target-missing",
  controls: ["hpa.targetMissing"],
  severity: "medium",
  frameworks: [],
  description: "The target of a HorizontalPodAutoscaler must be in the stack.",
  remediation: "Correct scaleTargetRef to a workload of the autoscaler's namespace.",
  url: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
  decide(stack, report) {
    for (const autoscaler of stack.view(autoscalers)) {
      const { kind, name } = autoscaler.target;
      const vague = kind === unknown || name === unknown;
      const targets: Truth[] = targetsOf(autoscaler, stack).map(([, truth]) => truth);
      const found = vague ? unknown : any(targets);
      const message = `${String(kind)} ${String(name)} is not in its namespace: correct scaleTargetRef`;
      report(autoscaler.object).when(not(found), "spec.scaleTargetRef", message);
    }
  },
});
