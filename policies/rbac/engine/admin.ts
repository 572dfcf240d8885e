import { type Tree, at, listAt } from "../../lib/objects.ts";
import { type Truth, all, any, is, unknown } from "../../lib/unknown.ts";
import { has } from "./access.ts";
import type { Grant } from "./roles.ts";

/** The verbs that together are as good as `*`. */
const sevenVerbs = ["get", "list", "watch", "create", "update", "patch", "delete"];

/** Whether the rules grant every verb, by `*` or one by one, on every resource of every API group. */
export function isAdminEquivalent(grants: readonly Grant[]): Truth {
  const wide: [Tree, Truth][] = grants.map(({ rule, sure }) => [
    rule,
    all([sure, coversAll(rule)]),
  ]);
  const grantsVerb = (verb: string) =>
    any(wide.map(([rule, truth]) => all([truth, has(rule, "verbs", [verb, "*"])])));
  return all(sevenVerbs.map(grantsVerb));
}

/** Whether the rules hold that of cluster-admin: everything, by wildcards. */
export function isClusterAdmin(grants: readonly Grant[]): Truth {
  return any(
    grants.map(({ rule, sure }) => all([sure, coversAll(rule), has(rule, "verbs", ["*"])])),
  );
}

/** Whether one rule has `*` among its resources and among its verbs, of whatever API group. */
export function isAllOfResources(rule: Tree): Truth {
  return all([has(rule, "resources", ["*"]), has(rule, "verbs", ["*"]), unnarrowed(rule)]);
}

function coversAll(rule: Tree): Truth {
  return all([has(rule, "apiGroups", ["*"]), has(rule, "resources", ["*"]), unnarrowed(rule)]);
}

function unnarrowed(rule: Tree): Truth {
  return is(at(rule, "resourceNames"), (names) => !Array.isArray(names) || names.length === 0);
}

/** The rules that a role states itself. */
export function statedGrants(role: Tree): Grant[] {
  const rules = listAt(role, "rules");
  if (rules === unknown) return [{ rule: unknown, sure: unknown }];
  return rules.map((rule) => ({ rule, sure: true }));
}
