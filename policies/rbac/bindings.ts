import { type StackRuleArgs, stackRule } from "../engine/define.ts";
import type { StackRule } from "../engine/rule.ts";
import type { Truth } from "../lib/unknown.ts";
import { type Binding, bindings } from "./engine/bindings.ts";

/** A rule against the role that a binding refers to. */
interface BindingRule extends Omit<StackRuleArgs<object>, "decide" | "url"> {
  offends: (binding: Binding) => Truth;
  /** What is wrong about it and what to do, to follow the role's name. */
  danger: string;
}

/** Makes the rule of its facts. */
export function bindingRule({ offends, danger, ...facts }: BindingRule): StackRule {
  const url = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/";
  const decide: StackRule["decide"] = (stack, report) => {
    for (const binding of stack.view(bindings).all) {
      const { kind, name } = binding.ref;
      const message = `${String(kind)} ${String(name)} ${danger}`;
      report(binding.object).when(offends(binding), "roleRef", message);
    }
  };
  return stackRule({ url, ...facts, decide });
}
