import { objectRule } from "../engine/define.ts";
import { at, isKind, mapAt } from "../lib/objects.ts";
import { podLabels, podOf } from "../lib/pods.ts";
import { matchesAll, selects } from "../lib/selectors.ts";
import { not, unknown } from "../lib/unknown.ts";

/** A workload that does not select its own pods is refused, or starts pods without end. */
export const selectorMismatch = objectRule({
  id: "reliability-selector-mismatch",
  controls: ["workload.selectorMismatch"],
  severity: "medium",
  frameworks: [],
  description: "A workload must select the pods that it starts.",
  remediation: "Give spec.selector and the template's labels the same pairs.",
  kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"],
  decide: (object, report) => {
    const pod = podOf(object);
    const selector = at(object.tree, "spec", "selector");
    if (!pod || selector === undefined) return;
    const labels = podLabels(pod);
    const pairs = mapAt(selector);
    const matches = isKind(object, "ReplicationController")
      ? pairs === unknown
        ? unknown
        : matchesAll(pairs, labels)
      : selects(selector, labels);
    report.when(
      selector === unknown ? unknown : not(matches),
      "spec.selector",
      "the selector does not match the template's labels: give both the same pairs",
    );
  },
});
