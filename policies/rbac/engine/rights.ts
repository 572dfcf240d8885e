import type { Stack } from "../../engine/stack.ts";
import { type KubeObject, type Tree, nameOf } from "../../lib/objects.ts";
import { type Truth, all, unknown } from "../../lib/unknown.ts";
import { workloads } from "../../stack/workloads.ts";
import { type Account, accountName, accountOf, holdsToken } from "./accounts.ts";
import { type Binding, bindingsOf } from "./bindings.ts";

/** A workload with the account it runs as. */
export interface Actor {
  object: KubeObject;
  account: Account;
  /** Path of the pod's spec inside the object. */
  specPath: string;
  /** Whether a token for the API lies in its containers. */
  token: Truth;
}

/** A way from an account to a right: the binding and the rule of its role, and how sure both are. */
export interface Path {
  binding: Binding;
  rule: Tree;
  /** ClusterRole that the rule was aggregated from, if it is not the role's own. */
  from?: string;
  sure: Truth;
}

/** The workloads of a stack as actors on the API. */
export function actors(stack: Stack): readonly Actor[] {
  return stack
    .view(workloads)
    .map(({ object, pod }) => ({
      object,
      account: accountOf(pod),
      specPath: pod.specPath,
      token: holdsToken(pod, stack),
    }));
}

/** The first sure path of the account to a rule that is `wanted`, else one that may be, if any. */
export function findPath(
  account: Account,
  stack: Stack,
  wanted: (rule: Tree, binding: Binding) => Truth,
): Path | undefined {
  let perhaps: Path | undefined;
  for (const [binding, bound] of bindingsOf(account, stack)) {
    for (const { rule, sure: granted, from } of binding.role.grants) {
      const sure = all([bound, granted, wanted(rule, binding)]);
      const path: Path = { binding, rule, sure, ...(from === undefined ? {} : { from }) };
      if (sure === true) return path;
      if (sure === unknown) perhaps ??= path;
    }
  }
  return perhaps;
}

/** `ServiceAccount ops/logs -> ClusterRoleBinding logs -> ClusterRole edit`. */
export function spell(account: Account, { binding, from }: Pick<Path, "binding" | "from">): string {
  const { kind, name } = binding.ref;
  const role = `${String(kind)} ${String(name)}`;
  const source = from === undefined ? [] : [`ClusterRole ${from}`];
  const steps = [`ServiceAccount ${accountName(account)}`, nameOf(binding.object), role, ...source];
  return steps.join(" -> ");
}
