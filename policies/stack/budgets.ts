import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { type KubeObject, type Tree, at, namespaceOf } from "../lib/objects.ts";
import { type Truth, type Unknown, is, unknown } from "../lib/unknown.ts";
import { type Workload, forTemplates, workloadIndex } from "./workloads.ts";

/** A PodDisruptionBudget that selects a workload, and how sure that is. */
export interface Selection {
  budget: KubeObject;
  workload: Workload;
  sure: Truth;
}

/** Every pair of a PodDisruptionBudget and a workload that it selects. */
export function budgetSelections(stack: Stack): readonly Selection[] {
  return stack.of("PodDisruptionBudget").flatMap((budget) => {
    const selector = at(budget.tree, "spec", "selector");
    if (selector === undefined) return []; // selects nothing; an empty one selects every pod
    const selected = stack.view(workloadIndex).select(namespaceOf(budget), forTemplates(selector));
    return [...selected].map(([workload, sure]) => ({ budget, workload, sure }));
  });
}

/** The budgets of each workload. */
export function budgetsByWorkload(stack: Stack): ReadonlyMap<KubeObject, Selection[]> {
  const byObject = new Map<KubeObject, Selection[]>();
  for (const one of stack.view(budgetSelections)) push(byObject, one.workload.object, one);
  return byObject;
}

/**
 * Whether so many available pods leave none that may be disrupted. A percentage counts of the
 * replicas, rounded up, as Kubernetes does.
 */
export function leavesNone(minAvailable: Tree, replicas: number | Unknown): Truth {
  if (minAvailable === unknown || minAvailable === undefined) return minAvailable ?? false;
  return is(replicas, (count) => {
    const [percent, rest] = String(minAvailable).split("%");
    const needed = rest === "" ? Math.ceil((Number(percent) * count) / 100) : Number(minAvailable);
    return needed > 0 && needed >= count;
  });
}
