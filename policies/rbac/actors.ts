import { type StackRuleArgs, stackRule } from "../engine/define.ts";
import type { StackRule } from "../engine/rule.ts";
import { type Tree, nameOf } from "../lib/objects.ts";
import { type Truth, all } from "../lib/unknown.ts";
import type { Binding } from "./engine/bindings.ts";
import { type Path, actors, findPath, spell } from "./engine/rights.ts";

/** A rule against what the account of a workload with a mounted token may do. */
interface ActorRule extends Omit<StackRuleArgs<object>, "decide" | "url"> {
  /** Whether a rule that the account gets by this binding offends. */
  offends: (rule: Tree, binding: Binding) => Truth;
  /** What the path leads to and what to do; its last link. */
  outcome: (path: Path) => string;
}

/** Makes the rule of its facts; it spells the way from the workload to the right. */
export function actorRule({ offends, outcome, ...facts }: ActorRule): StackRule {
  const url = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";
  const decide: StackRule["decide"] = (stack, report) => {
    for (const { object, account, specPath, token } of stack.view(actors)) {
      if (token === false) continue;
      const path = findPath(account, stack, offends);
      if (!path) continue;
      const message = `${nameOf(object)} -> ${spell(account, path)} -> ${outcome(path)}`;
      report(object).when(all([token, path.sure]), `${specPath}.serviceAccountName`, message);
    }
  };
  return stackRule({ url, ...facts, decide });
}
