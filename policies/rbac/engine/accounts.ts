import type { Stack } from "../../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, namespaceOf, wordAt } from "../../lib/objects.ts";
import type { Pod } from "../../lib/pods.ts";
import { type Truth, type Unknown, any, is, unknown } from "../../lib/unknown.ts";
import { ObjectIndex } from "../../stack/object-index.ts";

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
  return ofPod === undefined ? mountsToken(accountOf(pod), stack) : isNotFalse(ofPod);
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

/** ServiceAccounts of the stack; a Patch is another declaration of its account. */
const accountIndex = (stack: Stack) => new ObjectIndex(stack.of("ServiceAccount"));

function declarationsOf(account: Account, stack: Stack): [KubeObject, Truth][] {
  return stack.view(accountIndex).find({ ...account, kind: "ServiceAccount" });
}

/** Whether the stack declares the account. */
export function isDeclared(account: Account, stack: Stack): Truth {
  const { namespace, name } = account;
  if (namespace === unknown || name === unknown) return unknown;
  return any(declarationsOf(account, stack).map(([, truth]) => truth));
}

/**
 * Whether the account lets its token be mounted; of several declarations one that does is enough.
 * Which account is meant may be unknown: what decides then is whether one that it may be opts out.
 */
function mountsToken(account: Account, stack: Stack): Truth {
  const declarations = declarationsOf(account, stack);
  const settings = declarations
    .map(([{ tree }]) => at(tree, "automountServiceAccountToken"))
    .filter((setting) => setting !== undefined);
  const [, areMeant] = declarations[0] ?? []; // either all of them are, or each may be
  if (areMeant === true) {
    return settings.length === 0 || any(settings.map(isNotFalse));
  }
  return settings.every((setting) => setting === true) || unknown;
}

const isNotFalse = (setting: Tree): Truth => is(setting, (value) => value !== false);
