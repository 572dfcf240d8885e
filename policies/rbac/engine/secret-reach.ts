import type { Stack } from "../../engine/stack.ts";
import { type Truth, type Unknown, all, any, unknown } from "../../lib/unknown.ts";
import { on, workloadResources } from "../grants.ts";
import { type Access, allows, allowsSome } from "./access.ts";
import type { Account } from "./accounts.ts";
import { type Binding, reaches } from "./bindings.ts";
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
  accesses: Access[];
  question: typeof allows;
  does: string;
}

/** Verbs whose answer holds the Secret's data; that to an empty patch does too. */
const revealing = ["get", "list", "watch", "patch"];

/** A new pod may mount every Secret of its namespace. */
const podMaking: Means = {
  accesses: on(
    ["create", "update", "patch"],
    ...workloadResources.filter((resource) => resource !== "podtemplates"),
  ).filter(({ verb, resource }) => verb === "create" || resource !== "pods"),
  question: allowsSome,
  does: "starts pods, which may mount",
};

/** Whoever is inside a pod sees what it holds. */
const entering: Means = {
  accesses: [
    ...on(["create", "get"], "pods/exec", "pods/attach"),
    ...on(["update", "patch"], "pods/ephemeralcontainers"),
  ],
  question: allowsSome,
  does: "enters pods that hold",
};

/** `Secret shop/db-creds`. */
export function secretName({ namespace, name }: SecretRef): string {
  return `Secret ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Whether some right of the account may lead to Secrets of the namespace; cheap to ask first. */
export function mayReachSecrets(account: Account, namespace: string, stack: Stack): boolean {
  const accesses = [...on(revealing, "secrets"), ...podMaking.accesses, ...entering.accesses];
  const path = findPath(account, stack, (rule, { scope }) =>
    all([reaches(scope, namespace), any(accesses.map((access) => allowsSome(rule, access)))]),
  );
  return path !== undefined;
}

/** How the account comes by the Secret over the API; undefined if it surely does not. */
export function reachOverApi(account: Account, secret: SecretRef, stack: Stack): Reach | undefined {
  const named = on(revealing, "secrets").map((access) => ({ ...access, name: secret.name }));
  const held = usesOfSecret(secret, stack).some(({ sure }) => sure === true);
  const reading: Means = { accesses: named, question: allows, does: "reads" };
  let perhaps: Reach | undefined;
  for (const { accesses, question, does } of [reading, podMaking, ...(held ? [entering] : [])]) {
    const path = findPath(account, stack, (rule, binding) =>
      all([inScope(binding, secret), any(accesses.map((access) => question(rule, access)))]),
    );
    if (!path) continue;
    const way = `${spell(account, path)} -> ${does} ${secretName(secret)}`;
    if (path.sure === true) return { sure: true, way };
    perhaps ??= { sure: path.sure, way };
  }
  return perhaps;
}

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

function inScope({ scope }: Binding, { namespace }: SecretRef): Truth {
  return namespace === undefined ? true : reaches(scope, namespace);
}

function sameNamespace(actual: string | Unknown, wanted: string | undefined): Truth {
  if (wanted === undefined) return true;
  return actual === unknown ? unknown : actual === wanted;
}
