import type { Report } from "../engine/rule.ts";
import { type KubeObject, type Tree, at, listAt } from "../lib/objects.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";

/** Reports each rule of the direction that admits every peer on every port. */
export function openRules(
  object: KubeObject,
  report: Report,
  direction: "ingress" | "egress",
  peers: "from" | "to",
  message: string,
): void {
  const rules = listAt(object.tree, "spec", direction);
  if (rules === unknown) return report.unknown(`spec.${direction}`);
  rules.forEach((rule, index) => {
    const open = all([
      isEmpty(rule, "ports"),
      any([isEmpty(rule, peers), namesEveryone(rule, peers)]),
    ]);
    report.when(open, `spec.${direction}[${index}]`, message);
  });
}

const isEmpty = (tree: Tree, key: string): Truth =>
  is(listAt(tree, key), (list) => list.length === 0);

/** Whether a peer is all of IPv4 or IPv6, nothing taken out; `10.0.0.0/0` is all of it, too. */
function namesEveryone(rule: Tree, peers: string): Truth {
  const list = listAt(rule, peers);
  if (list === unknown) return unknown;
  return any(
    list.map((peer) =>
      all([
        is(at(peer, "ipBlock", "cidr"), (cidr) => /\/0+$/.test(String(cidr))),
        isEmpty(at(peer, "ipBlock"), "except"),
      ]),
    ),
  );
}
