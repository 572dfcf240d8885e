import { type KubeObject, isKind } from "../lib/objects.ts";

/** All objects of one deployment, and views of them that rules share. */
export class Stack {
  readonly objects: readonly KubeObject[];
  private readonly views = new Map<unknown, unknown>();

  constructor(objects: readonly KubeObject[]) {
    this.objects = objects;
  }

  /** The objects of these kinds, in the stack's order. */
  of(...kinds: string[]): readonly KubeObject[] {
    const groups = this.view(groupByKind);
    if (kinds.length === 1) return groups.get(kinds[0]!) ?? [];
    const wanted = kinds.flatMap((kind) => groups.get(kind) ?? []);
    const order = this.view(positions);
    return wanted.sort((a, b) => order.get(a)! - order.get(b)!);
  }

  /** What `compute` makes of the stack; computed once, however many rules ask. */
  view<T>(compute: (stack: Stack) => T): T {
    if (!this.views.has(compute)) this.views.set(compute, compute(this));
    return this.views.get(compute) as T;
  }
}

function groupByKind(stack: Stack): Map<string, KubeObject[]> {
  const groups = new Map<string, KubeObject[]>();
  for (const object of stack.objects) {
    if (!isKind(object, object.kind)) continue;
    const group = groups.get(object.kind);
    if (group) group.push(object);
    else groups.set(object.kind, [object]);
  }
  return groups;
}

function positions(stack: Stack): Map<KubeObject, number> {
  return new Map(stack.objects.map((object, index) => [object, index]));
}
