import type { Stack } from "../../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, namespaceOf, wordAt } from "../../lib/objects.ts";
import type { Pod } from "../../lib/pods.ts";
import { type Truth, type Unknown, any, is, unknown } from "../../lib/unknown.ts";

/** A ServiceAccount as a workload or a subject names it. */
export interface Account {
  namespace: string | Unknown;
  name: string | Unknown;
}

/** The account that a pod runs as; `default` where it names none. */
export function accountOf(pod: Pod): Account {
  const named = wordAt(pod.spec, "serviceAccountName") || wordAt(pod.spec, "serviceAccount");
  return { namespace: namespaceOf(pod.object), name: named || "default" };
}

/** `namespace/name`, as messages name an account. */
export function accountName({ namespace, name }: Account): string {
  const word = (part: string | Unknown) => (part === unknown ? "(not known yet)" : part);
  return `${word(namespace)}/${word(name)}`;
}

/**
 * Whether Kubernetes mounts the token of the pod's account by itself: the pod's setting first, then
 * that of its account in the stack; it does so by default.
 */
export function automounts(pod: Pod, stack: Stack): Truth {
  const ofPod = at(pod.spec, "automountServiceAccountToken");
  if (ofPod !== undefined) return is(ofPod, (value) => value !== false);
  const setting = settingOf(accountOf(pod), stack);
  return is(setting, (value) => value !== false);
}

/** Whether the pod holds a token for the API: mounted by itself or asked for as a volume. */
export function holdsToken(pod: Pod, stack: Stack): Truth {
  return any([automounts(pod, stack), projectsToken(pod.spec)]);
}

/** A projected token without an audience is one for the API server. */
function projectsToken(spec: Tree): Truth {
  const volumes = listAt(spec, "volumes");
  if (volumes === unknown) return unknown;
  return any(volumes.map(projectsApiToken));
}

function projectsApiToken(volume: Tree): Truth {
  const sources = listAt(volume, "projected", "sources");
  if (sources === unknown) return unknown;
  return any(
    sources.map((source) => {
      const token = at(source, "serviceAccountToken");
      if (token === undefined) return false;
      return is(at(token, "audience"), (audience) => !audience);
    }),
  );
}

/** ServiceAccounts of the stack by `namespace/name`; a Patch is another declaration of its account. */
export function declaredAccounts(stack: Stack): ReadonlyMap<string, readonly KubeObject[]> {
  return Map.groupBy(stack.of("ServiceAccount"), keyOf);
}

/** ServiceAccounts whose name or namespace is unknown, so that any reference may mean them. */
export function vagueAccounts(stack: Stack): readonly KubeObject[] {
  return stack
    .of("ServiceAccount")
    .filter((object) => typeof object.name !== "string" || namespaceOf(object) === unknown);
}

function keyOf(object: KubeObject): string {
  return `${String(namespaceOf(object))}/${String(object.name)}`;
}

/** Whether the stack declares the account. */
export function isDeclared(account: Account, stack: Stack): Truth {
  const { namespace, name } = account;
  if (namespace === unknown || name === unknown) return unknown;
  if (stack.view(declaredAccounts).has(`${namespace}/${name}`)) return true;
  return stack.view(vagueAccounts).some((object) => mayBe(object, account)) ? unknown : false;
}

/**
 * automountServiceAccountToken of the account. Which one is meant may be unknown: what decides then
 * is whether one of those that it may be opts out.
 */
function settingOf(account: Account, stack: Stack): Tree {
  const { namespace, name } = account;
  const known = namespace !== unknown && name !== unknown;
  const declared = known && stack.view(declaredAccounts).get(`${namespace}/${name}`);
  if (declared) return statedBy(declared);
  const possible = known ? stack.view(vagueAccounts) : stack.of("ServiceAccount");
  const optsOut = possible.some((object) => {
    const setting = at(object.tree, "automountServiceAccountToken");
    return mayBe(object, account) && (setting === false || setting === unknown);
  });
  return optsOut ? unknown : undefined;
}

/** The setting that one of the declarations states; of several, one that mounts the token. */
function statedBy(declared: readonly KubeObject[]): Tree {
  const stated = declared
    .map(({ tree }) => at(tree, "automountServiceAccountToken"))
    .filter((setting) => setting !== undefined);
  return stated.find((setting) => setting !== false) ?? stated[0];
}

function mayBe(object: KubeObject, { namespace, name }: Account): boolean {
  const where = namespaceOf(object);
  return (
    (typeof object.name !== "string" || name === unknown || object.name === name) &&
    (where === unknown || namespace === unknown || where === namespace)
  );
}
