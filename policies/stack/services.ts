import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at, mapAt, namespaceOf } from "../lib/objects.ts";
import { type Truth, type Unknown, all, is, unknown } from "../lib/unknown.ts";

/** A Service with the labels that it selects pods by. */
export interface Service {
  object: KubeObject;
  namespace: string | Unknown;
  selector: Record<string, Tree> | Unknown;
  /** Whether it routes to pods that it selects: it has a selector and is no ExternalName. */
  selects: Truth;
}

/** The Services of a stack. */
export function services(stack: Stack): readonly Service[] {
  return stack.of("Service").map((object) => {
    const selector = mapAt(object.tree, "spec", "selector");
    const internal = is(at(object.tree, "spec", "type"), (type) => type !== "ExternalName");
    const stated = selector === unknown ? unknown : Object.keys(selector).length > 0;
    return { object, namespace: namespaceOf(object), selector, selects: all([internal, stated]) };
  });
}
