import { podRule } from "../engine/define.ts";
import { type Tree, at, isKind, mapAt } from "../lib/objects.ts";
import { podLabels } from "../lib/pods.ts";
import { type Labels, isEmptySelector, matchesAll, selects } from "../lib/selectors.ts";
import { type Truth, any, not, unknown } from "../lib/unknown.ts";

/** A workload that does not select its own pods is refused, or starts pods without end. */
export const selectorMismatch = podRule({
  id: "reliability-selector-mismatch",
  controls: ["workload.selectorMismatch"],
  severity: "medium",
  frameworks: [],
  description: "A workload must select the pods that it starts.",
  remediation: "Give spec.selector and the template's labels the same pairs.",
  kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"],
  decide: (pod, report) => {
    const { object } = pod;
    const selector = at(object.tree, "spec", "selector");
    const isRequired = object.apiVersion === "apps/v1"; // elsewhere the server fills it in
    if (selector === undefined && !isRequired) return;
    const matches = isKind(object, "ReplicationController")
      ? holdsPairs(selector, podLabels(pod))
      : selects(selector, podLabels(pod));
    const isMissing = isRequired && isEmptySelector(selector);
    report.when(
      any([isMissing, not(matches)]),
      "spec.selector",
      "the selector does not match the template's labels: give both the same pairs",
    );
  },
});

function holdsPairs(selector: Tree, labels: Labels): Truth {
  const pairs = mapAt(selector);
  return pairs === unknown ? unknown : matchesAll(pairs, labels);
}
