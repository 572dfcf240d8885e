import { stackRule } from "../engine/define.ts";
import { all, any, is, not } from "../lib/unknown.ts";
import { budgetsByWorkload } from "./budgets.ts";
import { replicasOf } from "./scaling.ts";

interface Parameters {
  minReplicas: number;
}

/** Without a budget, draining two nodes at once takes all replicas. */
export const budgetMissing = stackRule<Parameters>({
  id: "stack-budget-missing",
  controls: ["pdb.missing"],
  severity: "medium",
  frameworks: [],
  description: "A workload with replicas must have a PodDisruptionBudget.",
  remediation: "Add a PodDisruptionBudget whose selector selects the workload's pods.",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  parameters: {
    minReplicas: {
      type: "integer",
      default: 2,
      description: "Replicas from which on a workload needs a budget.",
    },
  },
  decide(stack, report, { minReplicas }) {
    for (const object of stack.of("Deployment", "StatefulSet")) {
      const budgets = stack.view(budgetsByWorkload).get(object) ?? [];
      const covered = any(budgets.map(({ sure }) => sure));
      const replicated = is(replicasOf(object, stack), (count) => count >= minReplicas);
      const message = "no PodDisruptionBudget selects its pods: add one";
      report(object).when(
        all([replicated, not(covered)]),
        "spec.template.metadata.labels",
        message,
      );
    }
  },
});
