import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { type KubeObject, namespaceOf } from "../lib/objects.ts";
import { type Truth, type Unknown, unknown } from "../lib/unknown.ts";

/** A reference to an object of a kind by its name. */
export interface ObjectRef {
  namespace: string | Unknown;
  kind: string | Unknown;
  name: string | Unknown;
}

/** Finds the objects that references mean. */
export class ObjectIndex {
  private readonly objects: readonly KubeObject[];
  private readonly known = new Map<string, KubeObject[]>();
  /** Objects whose name or namespace is unknown. */
  private readonly vague: KubeObject[] = [];

  constructor(objects: readonly KubeObject[]) {
    this.objects = objects;
    for (const object of objects) {
      const namespace = namespaceOf(object);
      if (typeof object.name !== "string" || namespace === unknown) this.vague.push(object);
      else push(this.known, `${namespace}/${object.kind}/${object.name}`, object);
    }
  }

  /** The objects that are meant (true) or may be (unknown). */
  find(ref: ObjectRef): [KubeObject, Truth][] {
    const { namespace, kind, name } = ref;
    if (namespace === unknown || kind === unknown || name === unknown) {
      return possible(this.objects, ref);
    }
    const found = this.known.get(`${namespace}/${kind}/${name}`);
    return found?.map((object) => [object, true]) ?? possible(this.vague, ref);
  }
}

/** All objects of a stack by kind and name. */
export function objectIndex(stack: Stack): ObjectIndex {
  return new ObjectIndex(stack.objects);
}

function possible(objects: readonly KubeObject[], ref: ObjectRef): [KubeObject, Truth][] {
  return objects.filter((object) => mayBe(object, ref)).map((object) => [object, unknown]);
}

function mayBe(object: KubeObject, { namespace, kind, name }: ObjectRef): boolean {
  return (
    alike(object.kind, kind) &&
    alike(object.name ?? unknown, name) &&
    alike(namespaceOf(object), namespace)
  );
}

/** Whether two values are equal for all that is known. */
export function alike(one: unknown, other: unknown): boolean {
  return one === unknown || other === unknown || one === other;
}
