import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { type KubeObject, mapAt } from "../lib/objects.ts";
import { type Truth, type Unknown, any, unknown } from "../lib/unknown.ts";
import type { Labels } from "../lib/selectors.ts";
import { LabelIndex, type Labelled } from "./label-index.ts";
import { workloads } from "./workloads.ts";

/** Things by the namespace that they are in, which may be unknown. */
export class NamespaceIndex<T extends { namespace: string | Unknown }> {
  private readonly items: readonly T[];
  private readonly known = new Map<string, T[]>();
  private readonly vague: T[] = [];

  constructor(items: readonly T[]) {
    this.items = items;
    for (const item of items) {
      if (item.namespace === unknown) this.vague.push(item);
      else push(this.known, item.namespace, item);
    }
  }

  /** Whether something that fits is in the namespace. */
  some(namespace: string | Unknown, fits: (item: T) => Truth): Truth {
    if (namespace === unknown) return perhaps(this.items, fits);
    const sure = any(map(this.known.get(namespace) ?? [], fits));
    return sure === false ? perhaps(this.vague, fits) : sure;
  }
}

function perhaps<T>(items: readonly T[], fits: (item: T) => Truth): Truth {
  return items.some((item) => fits(item) !== false) ? unknown : false;
}

function* map<T>(items: readonly T[], fits: (item: T) => Truth): Generator<Truth> {
  for (const item of items) yield fits(item);
}

/** A namespace, as namespaceSelectors see it. */
export interface NamespaceEntry extends Labelled {
  name: string | Unknown;
}

/** A namespace with the object that declares it. */
export interface DeclaredNamespace extends NamespaceEntry {
  object: KubeObject;
}

const nameLabel = "kubernetes.io/metadata.name";
const clusterScope = "";

/** The namespaces that the stack declares. */
export function declaredNamespaces(stack: Stack): readonly DeclaredNamespace[] {
  return stack.of("Namespace").map((object): DeclaredNamespace => {
    const name: string | Unknown = object.name ?? unknown;
    const stated = mapAt(object.tree, "metadata", "labels");
    const labels: Labels = stated === unknown ? unknown : { ...stated, [nameLabel]: name };
    return { name, labels, object, namespace: clusterScope };
  });
}

/** The stack's namespaces, declared or used by a workload, found by their labels. */
export function namespacesByLabel(stack: Stack): LabelIndex<NamespaceEntry> {
  const declared = stack.view(declaredNamespaces);
  const names = new Set(declared.map(({ name }) => name));
  const used = new Set(stack.view(workloads).map(({ namespace }) => namespace));
  const undeclared = [...used].filter((name) => !names.has(name));
  return new LabelIndex<NamespaceEntry>([
    ...declared,
    ...undeclared.map((name): NamespaceEntry => ({
      name,
      labels: { [nameLabel]: name },
      namespace: clusterScope,
    })),
  ]);
}
