import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { type Tree, at, listAt } from "../lib/objects.ts";
import { isEmptySelector } from "../lib/selectors.ts";
import { type Truth, type Unknown, all, any, not, unknown } from "../lib/unknown.ts";
import { namespacesByLabel } from "./namespace-index.ts";
import { networkPolicies } from "./network-policies.ts";
import { forTemplates, workloadIndex } from "./workloads.ts";

const sides = [
  ["ingress", "from"],
  ["egress", "to"],
] as const;

/** A peer with a mistyped label lets nobody in, or nothing out. */
export const networkPolicyDanglingPeer = stackRule({
  id: "stack-network-policy-dangling-peer",
  controls: ["netpol.danglingPeer"],
  severity: "low",
  frameworks: ["NSA/CISA: Network policies"],
  description: "The podSelector of a NetworkPolicy's peer must select a workload of the stack.",
  remediation: "Correct the peer's podSelector to the labels of the pods, or remove the peer.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    for (const { object, namespace } of stack.view(networkPolicies)) {
      for (const { peer, field } of peersOf(object.tree)) {
        const message =
          "selects no workload of the namespaces it means: correct it to their labels";
        report(object).when(isDangling(peer, namespace, stack), `${field}.podSelector`, message);
      }
    }
  },
});

interface Peer {
  peer: Tree;
  field: string;
}

function peersOf(tree: Tree): Peer[] {
  return sides.flatMap(([direction, side]) =>
    each(listAt(tree, "spec", direction), `spec.${direction}`).flatMap(({ peer: rule, field }) =>
      rule === unknown ? [{ peer: rule, field }] : each(listAt(rule, side), `${field}.${side}`),
    ),
  );
}

/** The items of a list with their paths; an unknown list is one unknown item. */
function each(list: Tree[] | Unknown, path: string): Peer[] {
  if (list === unknown) return [{ peer: unknown, field: path }];
  return list.map((peer, index) => ({ peer, field: `${path}[${index}]` }));
}

function isDangling(peer: Tree, namespace: string | Unknown, stack: Stack): Truth {
  if (peer === unknown) return unknown;
  const selector = at(peer, "podSelector");
  if (selector === undefined) return false;
  const elsewhere = at(peer, "namespaceSelector");
  const nothing =
    elsewhere === undefined
      ? not(stack.view(workloadIndex).selectsSome(namespace, forTemplates(selector)))
      : selectsNothingIn(elsewhere, selector, stack);
  return all([not(isEmptySelector(selector)), nothing]);
}

/** Namespaces outside the stack are no business of it: an empty selector means them too. */
function selectsNothingIn(namespaces: Tree, selector: Tree, stack: Stack): Truth {
  const chosen = [...stack.view(namespacesByLabel).select("", namespaces)];
  const index = stack.view(workloadIndex);
  const inEach = chosen.map(([{ name }, truth]): [Truth, Truth] => {
    return [truth, index.selectsSome(name, forTemplates(selector))];
  });
  return all([
    not(isEmptySelector(namespaces)),
    any(inEach.map(([truth, found]) => all([truth, not(found)]))),
    not(any(inEach.map(all))),
  ]);
}
