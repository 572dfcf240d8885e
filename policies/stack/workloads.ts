import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, mapAt, namespaceOf } from "../lib/objects.ts";
import { type Pod, podOf, workloadKinds } from "../lib/pods.ts";
import { type Unknown, unknown } from "../lib/unknown.ts";
import { LabelIndex, type Labelled } from "./label-index.ts";

/** An object that starts pods, as selectors see it: by the labels of its pods. */
export interface Workload extends Labelled {
  object: KubeObject;
  pod: Pod;
}

/** Labels that controllers put on pods; a workload's template does not show them. */
const controllerLabels = new Set([
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-completion-index",
  "batch.kubernetes.io/job-name",
  "controller-revision-hash",
  "controller-uid",
  "job-name",
  "pod-template-hash",
  "statefulset.kubernetes.io/pod-name",
]);

/** The workloads of a stack. */
export function workloads(stack: Stack): readonly Workload[] {
  return stack.of(...workloadKinds).flatMap((object) => {
    const pod = podOf(object);
    if (!pod) return [];
    return [{ object, pod, namespace: namespaceOf(object), labels: mapAt(pod.metadata, "labels") }];
  });
}

/** The workloads of a stack, found by selector. */
export function workloadIndex(stack: Stack): LabelIndex<Workload> {
  return new LabelIndex(stack.view(workloads));
}

/** The selector without what only controllers set: no template can be held against that. */
export function forTemplates(selector: Tree): Tree {
  if (selector === unknown) return selector;
  const matchLabels = mapAt(selector, "matchLabels");
  const matchExpressions = listAt(selector, "matchExpressions");
  return {
    matchLabels: matchLabels === unknown ? unknown : ownLabels(matchLabels),
    matchExpressions:
      matchExpressions === unknown
        ? unknown
        : matchExpressions.filter((one) => !controllerLabels.has(at(one, "key"))),
  };
}

function ownLabels(labels: Record<string, string | Unknown>) {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !controllerLabels.has(key)));
}
