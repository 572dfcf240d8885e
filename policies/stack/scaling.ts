import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { type KubeObject, type Tree, at, namespaceOf, wordAt } from "../lib/objects.ts";
import { type Truth, type Unknown, is, unknown } from "../lib/unknown.ts";
import { type ObjectRef, objectIndex } from "./object-index.ts";

/** A HorizontalPodAutoscaler with what it aims at. */
export interface Autoscaler {
  object: KubeObject;
  target: ObjectRef & {
    /** API group; undefined where apiVersion is not stated. */
    group: string | Unknown | undefined;
  };
  /** Replicas it never goes below; 1 by default. */
  minReplicas: number | Unknown;
}

/** The HorizontalPodAutoscalers of a stack. */
export function autoscalers(stack: Stack): readonly Autoscaler[] {
  return stack.of("HorizontalPodAutoscaler").map((object) => {
    const ref = at(object.tree, "spec", "scaleTargetRef");
    const target: Autoscaler["target"] = {
      namespace: namespaceOf(object),
      kind: wordAt(ref, "kind") ?? "",
      name: wordAt(ref, "name") ?? "",
      group: groupOf(wordAt(ref, "apiVersion")),
    };
    return { object, target, minReplicas: at(object.tree, "spec", "minReplicas") ?? 1 };
  });
}

/** The objects of the stack that the autoscaler aims at. */
export function targetsOf({ target }: Autoscaler, stack: Stack): [KubeObject, Truth][] {
  return stack
    .view(objectIndex)
    .find(target)
    .filter(([{ group }]) => target.group === undefined || fits(target.group, group));
}

/** The autoscalers that aim at each object, and how sure that is. */
export function autoscaled(stack: Stack): ReadonlyMap<KubeObject, [Autoscaler, Truth][]> {
  const byObject = new Map<KubeObject, [Autoscaler, Truth][]>();
  for (const autoscaler of stack.view(autoscalers)) {
    for (const [object, truth] of targetsOf(autoscaler, stack)) {
      push(byObject, object, [autoscaler, truth]);
    }
  }
  return byObject;
}

/** Replicas of a workload: as stated, else as few as its autoscaler may leave, else 1. */
export function replicasOf(object: KubeObject, stack: Stack): number | Unknown {
  const stated = at(object.tree, "spec", "replicas");
  if (stated !== undefined) return stated;
  const scalers = stack.view(autoscaled).get(object) ?? [];
  const sure = scalers.find(([, truth]) => truth === true);
  if (sure) return sure[0].minReplicas;
  return scalers.length > 0 ? unknown : 1;
}

function groupOf(apiVersion: Tree): string | Unknown | undefined {
  if (typeof apiVersion !== "string") return apiVersion;
  const [first = "", second] = apiVersion.split("/");
  return second === undefined ? "" : first;
}

/** Workloads moved from `extensions` to `apps`: both names mean them. */
function fits(wanted: string | Unknown, group: string): boolean {
  const current = (name: string) => (name === "extensions" ? "apps" : name);
  return is(wanted, (name) => current(name) === current(group)) !== false;
}
