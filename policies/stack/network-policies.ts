import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, namespaceOf } from "../lib/objects.ts";
import { isEmptySelector } from "../lib/selectors.ts";
import { type Truth, type Unknown, all, any, is, unknown } from "../lib/unknown.ts";
import { NamespaceIndex } from "./namespace-index.ts";
import { type Workload, forTemplates, workloadIndex, workloads } from "./workloads.ts";

/** A NetworkPolicy with the defaults of the API filled in. */
export interface NetworkPolicy {
  object: KubeObject;
  namespace: string | Unknown;
  selector: Tree;
  /** Whether it isolates the pods it selects, for each direction. */
  isolates: Record<Direction, Truth>;
}

export type Direction = "ingress" | "egress";

/** How the policies of its namespace cover a workload. */
export interface Coverage {
  selected: Truth;
  ingress: Truth;
  egress: Truth;
}

/** The NetworkPolicies of a stack. */
export function networkPolicies(stack: Stack): readonly NetworkPolicy[] {
  return stack
    .of("NetworkPolicy")
    .map((object) => ({
      object,
      namespace: namespaceOf(object),
      selector: at(object.tree, "spec", "podSelector"),
      isolates: isolated(at(object.tree, "spec")),
    }));
}

/** The NetworkPolicies of a stack by namespace. */
export function policyIndex(stack: Stack): NamespaceIndex<NetworkPolicy> {
  return new NamespaceIndex(stack.view(networkPolicies));
}

/** Without policyTypes a policy isolates ingress, and egress if it has egress rules. */
function isolated(spec: Tree): Record<Direction, Truth> {
  const types = listAt(spec, "policyTypes");
  if (types === unknown) return { ingress: unknown, egress: unknown };
  if (types.length === 0) {
    const rules = listAt(spec, "egress");
    return { ingress: true, egress: is(rules, (list) => list.length > 0) };
  }
  const named = (name: string) => any(types.map((type) => is(type, (value) => value === name)));
  return { ingress: named("Ingress"), egress: named("Egress") };
}

/** Whether the policy selects every pod of its namespace and allows nothing in this direction. */
export function deniesAll({ object, selector, isolates }: NetworkPolicy, way: Direction): Truth {
  const rules = listAt(object.tree, "spec", way);
  return all([isolates[way], isEmptySelector(selector), is(rules, (list) => list.length === 0)]);
}

/** How each workload of the stack is covered. */
export function coverage(stack: Stack): ReadonlyMap<Workload, Coverage> {
  const none: Coverage = { selected: false, ingress: false, egress: false };
  const covered = new Map(stack.view(workloads).map((workload) => [workload, { ...none }]));
  const seen = new Set<string>();
  for (const policy of stack.view(networkPolicies)) {
    const key = signature(policy);
    if (seen.has(key)) continue;
    seen.add(key);
    const { namespace, selector, isolates } = policy;
    for (const [workload, truth] of stack
      .view(workloadIndex)
      .select(namespace, forTemplates(selector))) {
      const coverage = covered.get(workload)!;
      coverage.selected = any([coverage.selected, truth]);
      coverage.ingress = any([coverage.ingress, all([truth, isolates.ingress])]);
      coverage.egress = any([coverage.egress, all([truth, isolates.egress])]);
    }
  }
  return covered;
}

/** Equal for policies that cover the same workloads in the same way. */
function signature({ namespace, selector, isolates }: NetworkPolicy): string {
  const visible = (_: string, value: unknown) => (value === unknown ? "\u0000unknown" : value);
  return JSON.stringify([namespace, selector ?? null, isolates], visible);
}
