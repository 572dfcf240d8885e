import { type StackRuleArgs, stackRule } from "../engine/define.ts";
import type { StackRule } from "../engine/rule.ts";
import { push } from "../lib/multimap.ts";
import { nameOf } from "../lib/objects.ts";
import { type Unknown, unknown } from "../lib/unknown.ts";
import { type Route, routes } from "./ingresses.ts";
import { alike } from "./object-index.ts";

/** A rule against two Ingresses that serve the same thing. */
interface DuplicateRule extends Omit<StackRuleArgs<object>, "decide" | "url" | "frameworks"> {
  /** What a route serves, part by part; undefined if it does not count. */
  serves: (route: Route) => (string | Unknown)[] | undefined;
}

interface Claim {
  route: Route;
  parts: (string | Unknown)[];
}

/** Makes the rule of its facts; every Ingress of a clash is named. */
export function duplicateRule({ serves, ...facts }: DuplicateRule): StackRule {
  const url = "https://kubernetes.io/docs/concepts/services-networking/ingress/";
  const decide: StackRule["decide"] = (stack, report) => {
    const served = new Map<string, Route[]>();
    const claims = stack.view(routes).flatMap((route): Claim[] => {
      const parts = serves(route);
      return parts ? [{ route, parts }] : [];
    });
    for (const claim of claims) {
      const { route, parts } = claim;
      if (!parts.includes(unknown)) push(served, parts.join(""), route);
      else if (claims.some((other) => mayClash(claim, other))) {
        report(route.ingress).unknown(route.rule);
      }
    }
    for (const [key, group] of served) {
      const other = group.find(({ ingress }) => ingress !== group[0]!.ingress);
      for (const { ingress, rule } of other ? group : []) {
        const clash = ingress === other!.ingress ? group[0]!.ingress : other!.ingress;
        const message = `${key} is served by ${nameOf(clash)}, too: serve it from one Ingress`;
        report(ingress).fail(rule, message);
      }
    }
  };
  return stackRule({ url, frameworks: [], ...facts, decide });
}

function mayClash(one: Claim, other: Claim): boolean {
  return (
    one.route.ingress !== other.route.ingress &&
    one.parts.every((part, index) => alike(part, other.parts[index]))
  );
}
