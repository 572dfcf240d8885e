import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** By default pods that never become ready hold up every drain of their node. */
export const pdbUnhealthyEvictionPolicy = objectRule({
  id: "reliability-pdb-unhealthy-eviction-policy",
  controls: ["pdb.unhealthyEvictionPolicy"],
  severity: "low",
  frameworks: [],
  description: "PodDisruptionBudgets should say what happens to unhealthy pods.",
  remediation: "Set spec.unhealthyPodEvictionPolicy to AlwaysAllow.",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  kinds: ["PodDisruptionBudget"],
  decide: (object, report) =>
    report.when(
      is(at(object.tree, "spec", "unhealthyPodEvictionPolicy"), (policy) => !policy),
      "spec.unhealthyPodEvictionPolicy",
      "unhealthy pods hold up drains: set unhealthyPodEvictionPolicy to AlwaysAllow",
    ),
});
