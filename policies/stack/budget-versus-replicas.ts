import { stackRule } from "../engine/define.ts";
import { at, isKind, nameOf } from "../lib/objects.ts";
import { all, any, is, not } from "../lib/unknown.ts";
import { budgetSelections, leavesNone } from "./budgets.ts";
import { autoscaled, replicasOf } from "./scaling.ts";

const scalable = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

/** A budget that needs every replica lets no node be drained. */
export const budgetVersusReplicas = stackRule({
  id: "stack-budget-versus-replicas",
  controls: ["pdb.minAvailableVsReplicas"],
  severity: "medium",
  frameworks: [],
  description: "minAvailable of a PodDisruptionBudget must be below the workload's replicas.",
  remediation: "Lower minAvailable, or use maxUnavailable: 1.",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  decide(stack, report) {
    for (const { budget, workload, sure } of stack.view(budgetSelections)) {
      const { object } = workload;
      if (!isKind(object, ...scalable)) continue;
      const minAvailable = at(budget.tree, "spec", "minAvailable");
      const scalers = stack.view(autoscaled).get(object) ?? [];
      const blocked = all([
        sure,
        not(any(scalers.map(([, truth]) => truth))),
        is(minAvailable, (value) => typeof value === "number"),
        leavesNone(minAvailable, replicasOf(object, stack)),
      ]);
      const message = `minAvailable leaves no pod of ${nameOf(object)} to disrupt: lower it`;
      report(budget).when(blocked, "spec.minAvailable", message);
    }
  },
});
