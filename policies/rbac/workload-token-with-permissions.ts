import { stackRule } from "../engine/define.ts";
import { nameOf } from "../lib/objects.ts";
import { all } from "../lib/unknown.ts";
import { bindingsOf } from "./engine/bindings.ts";
import { actors, spell } from "./engine/rights.ts";

/** A token that can do something is worth stealing. */
export const workloadTokenWithPermissions = stackRule({
  id: "rbac-workload-token-with-permissions",
  controls: ["rbac.workloadTokenWithPermissions"],
  severity: "low",
  frameworks: ["CIS 5.1.6", "MITRE T1528"],
  description: "Workloads should not hold a token of an account that has rights.",
  remediation: "Mount no token, or waive the rule for workloads that must talk to the API.",
  url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
  decide(stack, report) {
    for (const { object, account, specPath, token } of stack.view(actors)) {
      const [surest] = bindingsOf(account, stack);
      if (!surest) continue;
      const [binding, bound] = surest;
      const path = spell(account, { binding });
      const message = `${nameOf(object)} -> ${path}: mount no token, or remove the binding`;
      report(object).when(all([token, bound]), `${specPath}.serviceAccountName`, message);
    }
  },
});
