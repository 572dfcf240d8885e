import { stackRule } from "../engine/define.ts";
import { at, nameOf } from "../lib/objects.ts";
import { all } from "../lib/unknown.ts";
import { budgetSelections, leavesNone } from "./budgets.ts";
import { autoscaled } from "./scaling.ts";

/** At night the autoscaler goes down to its minimum, and the budget lets no node be drained. */
export const budgetVersusAutoscaler = stackRule({
  id: "stack-budget-versus-autoscaler",
  controls: ["pdb.minAvailableVsHpa"],
  severity: "medium",
  frameworks: [],
  description: "minAvailable of a PodDisruptionBudget must be below the autoscaler's minReplicas.",
  remediation: "Lower minAvailable, raise minReplicas, or use maxUnavailable: 1.",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  decide(stack, report) {
    for (const { budget, workload, sure } of stack.view(budgetSelections)) {
      const minAvailable = at(budget.tree, "spec", "minAvailable");
      for (const [scaler, aimed] of stack.view(autoscaled).get(workload.object) ?? []) {
        const blocked = all([sure, aimed, leavesNone(minAvailable, scaler.minReplicas)]);
        const message = `minAvailable is not below minReplicas of ${nameOf(scaler.object)}: lower it`;
        report(budget).when(blocked, "spec.minAvailable", message);
      }
    }
  },
});
