import type { Stack } from "../../engine/stack.ts";
import { push } from "../../lib/multimap.ts";
import { nameOf, namespaceOf } from "../../lib/objects.ts";
import { unknown } from "../../lib/unknown.ts";
import { type Account, accountName, accountOf } from "../engine/accounts.ts";
import { accountOfPrincipal, bindings, principals } from "../engine/bindings.ts";
import { actors } from "../engine/rights.ts";
import {
  type SecretRef,
  mayReachSecrets,
  reachOverApi,
  secretName,
} from "../engine/secret-reach.ts";
import { secretUses } from "../engine/secret-use.ts";

/** The way by which an account comes by a Secret, by `ServiceAccount a/b read Secret c/d`. */
export type SecretRights = ReadonlyMap<string, string>;

type NamedSecret = Required<SecretRef>;

/** Which accounts surely come by which Secrets of the stacks, and how. */
export function secretRights(stack: Stack, secrets: readonly NamedSecret[]): SecretRights {
  const rights = new Map<string, string>();
  const add = (account: Account, secret: SecretRef, way: string) => {
    const key = `ServiceAccount ${accountName(account)} read ${secretName(secret)}`;
    if (!rights.has(key)) rights.set(key, way);
  };
  const byNamespace = new Map<string, NamedSecret[]>();
  for (const secret of secrets) push(byNamespace, secret.namespace, secret);
  for (const account of accountsOf(stack)) {
    for (const [namespace, inside] of byNamespace) {
      if (!mayReachSecrets(account, namespace, stack)) continue;
      for (const secret of inside) {
        const reach = reachOverApi(account, secret, stack);
        if (reach?.sure === true) add(account, secret, reach.way);
      }
    }
  }
  for (const { workload, secret: name, how } of [
    ...stack.view(secretUses).byName.values(),
  ].flat()) {
    const { object, pod, namespace } = workload;
    if (namespace === unknown) continue;
    add(accountOf(pod), { namespace, name: String(name) }, `${nameOf(object)} ${how}`);
  }
  return rights;
}

/** The Secrets that a stack declares or its pods take in. */
export function secretsOf(stack: Stack): NamedSecret[] {
  const secrets = new Map<string, NamedSecret>();
  const add = (namespace: unknown, name: unknown) => {
    if (typeof namespace !== "string" || typeof name !== "string") return;
    secrets.set(`${namespace}/${name}`, { namespace, name });
  };
  for (const object of stack.of("Secret")) add(namespaceOf(object), object.name);
  for (const use of [...stack.view(secretUses).byName.values()].flat()) {
    add(use.workload.namespace, use.secret);
  }
  return [...secrets.values()];
}

/** Accounts that run a workload, are declared, or are given rights. */
function accountsOf(stack: Stack): Account[] {
  const accounts = new Map<string, Account>();
  const add = ({ namespace, name }: Account) => {
    if (typeof namespace !== "string" || typeof name !== "string") return;
    accounts.set(`${namespace}/${name}`, { namespace, name });
  };
  for (const { account } of stack.view(actors)) add(account);
  for (const object of stack.of("ServiceAccount")) {
    add({ namespace: namespaceOf(object), name: object.name ?? unknown });
  }
  for (const principal of stack.view(bindings).all.flatMap(({ object }) => principals(object))) {
    const account = accountOfPrincipal(String(principal));
    if (account) add(account);
  }
  return [...accounts.values()];
}
