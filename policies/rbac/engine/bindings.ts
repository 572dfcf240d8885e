import type { Stack } from "../../engine/stack.ts";
import { push } from "../../lib/multimap.ts";
import { type KubeObject, type Tree, listAt, namespaceOf, wordAt } from "../../lib/objects.ts";
import { type Truth, type Unknown, unknown } from "../../lib/unknown.ts";
import { alike } from "../../stack/object-index.ts";
import type { Account } from "./accounts.ts";
import { type FoundRole, type RoleRef, Roles } from "./roles.ts";

/** Rights hold in one namespace, or in every one and for cluster-wide objects. */
export type Scope = "cluster" | { namespace: string | Unknown };

/** A RoleBinding or ClusterRoleBinding with what its role grants. */
export interface Binding {
  object: KubeObject;
  ref: RoleRef;
  role: FoundRole;
  scope: Scope;
}

/** The bindings of a stack, by whom they give rights. */
export interface Bindings {
  all: readonly Binding[];
  /** By principal: `User:<name>` or `Group:<name>`; a ServiceAccount counts as its user. */
  byPrincipal: ReadonlyMap<string, readonly Binding[]>;
  /** With a subject that is unknown: may give rights to anyone. */
  vague: readonly Binding[];
}

/** The roles of a stack and of every cluster. */
export const roles = (stack: Stack): Roles => new Roles(stack);

/** The bindings of a stack. */
export function bindings(stack: Stack): Bindings {
  const every = stack.of("ClusterRoleBinding", "RoleBinding").map((object) => read(object, stack));
  const byPrincipal = new Map<string, Binding[]>();
  const vague: Binding[] = [];
  for (const binding of every) {
    for (const principal of new Set(principals(binding.object))) {
      if (principal === unknown) vague.push(binding);
      else push(byPrincipal, principal, binding);
    }
  }
  return { all: every, byPrincipal, vague };
}

/** The bindings that give rights to the account, itself or through its groups; the sure ones first. */
export function bindingsOf(account: Account, stack: Stack): [Binding, Truth][] {
  const { byPrincipal, vague, all: every } = stack.view(bindings);
  const { namespace, name } = account;
  const known = namespace !== unknown && name !== unknown;
  const principals = known ? principalsOf(namespace, name) : [];
  const sure = new Set(principals.flatMap((one) => byPrincipal.get(one) ?? []));
  const perhaps = (known ? vague : every).filter(
    (binding) => !sure.has(binding) && mayName(binding.object, account),
  );
  return [
    ...[...sure].map((binding): [Binding, Truth] => [binding, true]),
    ...perhaps.map((binding): [Binding, Truth] => [binding, unknown]),
  ];
}

/** Who an account is to the authorizer: its user name and the groups that every account has. */
export function principalsOf(namespace: string, name: string): string[] {
  return [
    `User:system:serviceaccount:${namespace}:${name}`,
    `Group:system:serviceaccounts:${namespace}`,
    "Group:system:serviceaccounts",
    "Group:system:authenticated",
  ];
}

/** Whether a binding may name the account or a group of it, for all that is known. */
function mayName(binding: KubeObject, account: Account): boolean {
  const subjects = listAt(binding.tree, "subjects");
  return subjects === unknown || subjects.some((subject) => mayMean(subject, binding, account));
}

function mayMean(subject: Tree, binding: KubeObject, account: Account): boolean {
  const [kind, name] = [wordAt(subject, "kind"), wordAt(subject, "name")];
  const namespace = wordAt(subject, "namespace") || ownNamespace(binding);
  const isAccount = alike(name, account.name) && alike(namespace, account.namespace);
  if (isAccount && alike(kind, "ServiceAccount")) return true;
  const anyOf = (part: string | Unknown) => (part === unknown ? "[^:]*" : part);
  return principalsOf(anyOf(account.namespace), anyOf(account.name)).some((principal) => {
    const [, wantedKind, names] = /^(User|Group):(.*)$/.exec(principal)!;
    return alike(kind, wantedKind) && (name === unknown || RegExp(`^${names}$`).test(String(name)));
  });
}

const accountPrefix = "User:system:serviceaccount:";

/** The ServiceAccount that a principal is; undefined for people and groups. */
export function accountOfPrincipal(principal: string) {
  if (!principal.startsWith(accountPrefix)) return undefined;
  const [namespace = "", name = ""] = principal.slice(accountPrefix.length).split(":");
  return { namespace, name };
}

/** Principals that a binding names; unknown for each that can't be told yet. */
export function principals(binding: KubeObject): (string | Unknown)[] {
  const subjects = listAt(binding.tree, "subjects");
  if (subjects === unknown) return [unknown];
  return subjects.map((subject) => principal(subject, binding));
}

/** The principal of one subject; a ServiceAccount without a namespace is in that of the binding. */
export function principal(subject: Tree, binding: KubeObject): string | Unknown {
  const kind = wordAt(subject, "kind");
  const name = wordAt(subject, "name");
  if (kind === unknown || name === unknown) return unknown;
  if (kind !== "ServiceAccount") return `${kind}:${name}`;
  const namespace = wordAt(subject, "namespace") || ownNamespace(binding);
  return namespace === unknown ? unknown : `User:system:serviceaccount:${namespace}:${name}`;
}

function ownNamespace(binding: KubeObject): string | Unknown {
  return binding.kind === "RoleBinding" ? namespaceOf(binding) : "";
}

/** Whether rights of this scope hold for objects of the namespace; "" stands for cluster-wide ones. */
export function reaches(scope: Scope, namespace: string | Unknown): Truth {
  if (scope === "cluster") return true;
  if (namespace === "") return false;
  if (namespace === unknown || scope.namespace === unknown) return unknown;
  return scope.namespace === namespace;
}

function read(object: KubeObject, stack: Stack): Binding {
  const namespace = ownNamespace(object);
  const kind = wordAt(object.tree, "roleRef", "kind") ?? "";
  const ref: RoleRef = { kind, name: wordAt(object.tree, "roleRef", "name") ?? "", namespace };
  const scope: Scope = object.kind === "RoleBinding" ? { namespace } : "cluster";
  return { object, ref, role: stack.view(roles).find(ref), scope };
}
