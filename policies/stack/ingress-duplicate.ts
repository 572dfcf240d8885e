import { type StackRuleArgs, stackRule } from "../engine/define.ts";
import type { StackRule } from "../engine/rule.ts";
import { push } from "../lib/multimap.ts";
import { nameOf } from "../lib/objects.ts";
import { unknown } from "../lib/unknown.ts";
import { type Route, routes } from "./ingresses.ts";

/** A rule against two Ingresses that serve the same thing. */
interface DuplicateRule extends Omit<StackRuleArgs<object>, "decide" | "url" | "frameworks"> {
  /** What a route serves; unknown if that can't be told, undefined if it does not count. */
  serves: (route: Route) => string | undefined | typeof unknown;
}

/** Makes the rule of its facts; every Ingress of a clash is named. */
export function duplicateRule({ serves, ...facts }: DuplicateRule): StackRule {
  const url = "https://kubernetes.io/docs/concepts/services-networking/ingress/";
  const decide: StackRule["decide"] = (stack, report) => {
    const served = new Map<string, Route[]>();
    const every = stack.view(routes);
    for (const route of every) {
      const key = serves(route);
      if (typeof key === "string") push(served, key, route);
      else if (key === unknown && every.some(({ ingress }) => ingress !== route.ingress)) {
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
