import type { Stack } from "../../engine/stack.ts";
import type { Tree } from "../../lib/objects.ts";
import { type Truth, type Unknown, all, any, unknown } from "../../lib/unknown.ts";
import { on, workloadResources } from "../grants.ts";
import { type Access, allows, allowsSome } from "./access.ts";
import type { Account } from "./accounts.ts";
import { type Scope, reaches } from "./bindings.ts";
import { findPath, spell } from "./rights.ts";
import { type SecretUse, secretUses } from "./secret-use.ts";

/** A Secret by name; without a namespace, that of this name in any. */
export interface SecretRef {
  namespace?: string;
  name: string;
}

/** A way over the API to a Secret. */
export interface Reach {
  sure: Truth;
  /** The way, link by link, from the account on. */
  way: string;
}

/** A right that leads to a Secret, with what it does. */
interface Means {
  does: string;
  /** Whether a rule leads there by a binding of this scope. */
  leads: (rule: Tree, scope: Scope) => Truth;
}

/** Verbs whose answer holds the Secret's data; that to an empty patch does too. */
const revealing = on(["get", "list", "watch", "patch"], "secrets");

/** A new pod, or a new container in one, may take in every Secret of its namespace. */
const starting = [
  ...on(
    ["create", "update", "patch"],
    ...workloadResources.filter((resource) => !["pods", "podtemplates"].includes(resource)),
  ),
  ...on(["create"], "pods"),
  ...on(["update", "patch"], "pods/ephemeralcontainers"),
];

/** Whoever is inside a pod sees what it holds. */
const entering = on(["create", "get"], "pods/exec", "pods/attach");

/** `Secret shop/db-creds`. */
export function secretName({ namespace, name }: SecretRef): string {
  return `Secret ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Whether some right of the account may lead to Secrets of the namespace; cheap to ask first. */
export function mayReachSecrets(account: Account, namespace: string, stack: Stack): boolean {
  const accesses = [...revealing, ...starting, ...entering];
  const path = findPath(account, stack, (rule, { scope }) =>
    all([reaches(scope, namespace), allowsOne(rule, accesses)]),
  );
  return path !== undefined;
}

/** How the account comes by the Secret over the API; undefined if it surely does not. */
export function reachOverApi(account: Account, secret: SecretRef, stack: Stack): Reach | undefined {
  let perhaps: Reach | undefined;
  for (const { leads, does } of meansTo(secret, stack)) {
    const path = findPath(account, stack, (rule, { scope }) => leads(rule, scope));
    if (!path) continue;
    const way = `${spell(account, path)} -> ${does} ${secretName(secret)}`;
    if (path.sure === true) return { sure: true, way };
    perhaps ??= { sure: path.sure, way };
  }
  return perhaps;
}

function meansTo(secret: SecretRef, stack: Stack): Means[] {
  const { namespace, name } = secret;
  const inScope = (scope: Scope) => namespace === undefined || reaches(scope, namespace);
  const reading = revealing.map((access) => ({ ...access, name }));
  const holders = usesOfSecret(secret, stack);
  const areIn = (scope: Scope) =>
    any(holders.map(({ use, sure }) => all([sure, reaches(scope, use.workload.namespace)])));
  return [
    {
      does: "reads",
      leads: (rule, scope) =>
        all([inScope(scope), any(reading.map((access) => allows(rule, access)))]),
    },
    {
      does: "starts containers, which may take in",
      leads: (rule, scope) => all([inScope(scope), allowsOne(rule, starting)]),
    },
    {
      does: "enters pods that hold",
      leads: (rule, scope) => all([allowsOne(rule, entering), areIn(scope)]),
    },
  ];
}

const allowsOne = (rule: Tree, accesses: readonly Access[]) =>
  any(accesses.map((access) => allowsSome(rule, access)));

/** The uses of the Secret by pods, and how sure it is that this Secret is meant. */
export function usesOfSecret(
  { namespace, name }: SecretRef,
  stack: Stack,
): { use: SecretUse; sure: Truth }[] {
  const { byName, vague } = stack.view(secretUses);
  return [...(byName.get(name) ?? []), ...vague].flatMap((use) => {
    const sure = all([
      use.secret === unknown ? unknown : true,
      sameNamespace(use.workload.namespace, namespace),
    ]);
    return sure === false ? [] : [{ use, sure }];
  });
}

function sameNamespace(actual: string | Unknown, wanted: string | undefined): Truth {
  if (wanted === undefined) return true;
  return actual === unknown ? unknown : actual === wanted;
}
