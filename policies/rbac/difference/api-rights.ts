import type { Stack } from "../../engine/stack.ts";
import { push } from "../../lib/multimap.ts";
import { type Tree, at, nameOf } from "../../lib/objects.ts";
import { unknown } from "../../lib/unknown.ts";
import { type Access, allows, allowsPath } from "../engine/access.ts";
import { accountName } from "../engine/accounts.ts";
import {
  type Binding,
  accountOfPrincipal,
  bindings,
  principals,
  principalsOf,
} from "../engine/bindings.ts";
import { inWords } from "../grants.ts";

/** One verb on one kind of object, or on one object, or on one path that is no resource. */
type Atom = Access | { verb: string; path: string };

/** A rule of a role in the scope of a binding: a namespace, or "" for the whole cluster. */
interface ScopedRule {
  scope: string;
  rule: Tree;
}

/** The rules that each principal, as `User:<name>` or `Group:<name>`, gets by the stack's bindings. */
export type ApiRights = ReadonlyMap<string, readonly ScopedRule[]>;

/** Everyone's rights, as far as they are known. */
export function apiRights(stack: Stack): ApiRights {
  const rights = new Map<string, ScopedRule[]>();
  for (const binding of stack.view(bindings).all) {
    const scope = scopeOf(binding);
    if (scope === undefined) continue;
    for (const principal of principals(binding.object)) {
      if (principal === unknown) continue;
      for (const { rule, sure } of binding.role.grants) {
        if (sure === true) push(rights, principal, { scope, rule });
      }
    }
  }
  return rights;
}

/** Bindings that hold something unknown: what they give can't be told yet. */
export function undecidedBindings(stack: Stack): string[] {
  const vague = ({ object, role, ref }: Binding) =>
    ref.namespace === unknown ||
    principals(object).includes(unknown) ||
    role.grants.some(({ rule, sure }) => sure === unknown || holdsUnknown(rule));
  return stack
    .view(bindings)
    .all.filter(vague)
    .map(({ object }) => nameOf(object));
}

/** What `rights` grant and `others` do not, one sentence for each principal and scope. */
export function exceeding(rights: ApiRights, others: ApiRights): string[] {
  return [...rights].flatMap(([principal, rules]) => {
    const known = [principal, ...groupsOf(principal)].flatMap((one) => others.get(one) ?? []);
    const byScope = new Map<string, Atom[]>();
    for (const { scope, rule } of rules) {
      const reach = known.filter((other) => other.scope === "" || other.scope === scope);
      const added = atomsOf(rule).filter(
        (atom) => !reach.some((other) => covers(other.rule, atom)),
      );
      for (const atom of added) push(byScope, scope, atom);
    }
    return [...byScope].map(([scope, atoms]) => sentence(principal, scope, atoms));
  });
}

/** `ServiceAccount ops/logs`, `Group ops`. */
export function displayName(principal: string): string {
  const account = accountOfPrincipal(principal);
  return account ? `ServiceAccount ${accountName(account)}` : principal.replace(":", " ");
}

function scopeOf({ scope }: Binding): string | undefined {
  if (scope === "cluster") return "";
  return scope.namespace === unknown ? undefined : scope.namespace;
}

function groupsOf(principal: string): string[] {
  const account = accountOfPrincipal(principal);
  return account ? principalsOf(account.namespace, account.name) : [];
}

function atomsOf(rule: Tree): Atom[] {
  const list = (name: string): string[] => {
    const items = at(rule, name);
    return Array.isArray(items) ? items.filter((item) => typeof item === "string") : [];
  };
  const paths = list("nonResourceURLs");
  const names = list("resourceNames");
  return list("verbs").flatMap((verb): Atom[] => [
    ...paths.map((path) => ({ verb, path })),
    ...list("apiGroups").flatMap((group) =>
      list("resources").flatMap((resource): Access[] =>
        names.length === 0
          ? [{ verb, group, resource }]
          : names.map((name) => ({ verb, group, resource, name })),
      ),
    ),
  ]);
}

function covers(rule: Tree, atom: Atom): boolean {
  const truth = "path" in atom ? allowsPath(rule, atom.verb, atom.path) : allows(rule, atom);
  return truth === true;
}

function sentence(principal: string, scope: string, atoms: readonly Atom[]): string {
  const named = atoms.map((atom): Access => {
    if ("path" in atom) return { verb: atom.verb, group: "", resource: atom.path };
    const { verb, group, resource, name } = atom;
    return { verb, group, resource: name === undefined ? resource : `${resource}/${name}` };
  });
  const where = scope === "" ? "in the whole cluster" : `in namespace ${scope}`;
  return `${displayName(principal)}: ${inWords(named)}, ${where}`;
}

function holdsUnknown(tree: Tree): boolean {
  if (tree === unknown) return true;
  if (tree === null || typeof tree !== "object") return false;
  return Object.values(tree).some(holdsUnknown);
}
