import { stackRule } from "../engine/define.ts";
import { not } from "../lib/unknown.ts";
import { accountName, isDeclared } from "./engine/accounts.ts";
import { actors } from "./engine/rights.ts";

/** A pod with an account that does not exist is never created. */
export const serviceAccountMissing = stackRule({
  id: "rbac-service-account-missing",
  controls: ["rbac.serviceAccountMissing"],
  severity: "high",
  frameworks: ["NSA/CISA: Authentication and authorization"],
  description: "The ServiceAccount of a workload must be part of the stack.",
  remediation: "Declare the ServiceAccount in the workload's namespace, or correct its name.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  decide(stack, report) {
    for (const { object, account, specPath } of stack.view(actors)) {
      if (account.name === "default") continue;
      const message = `ServiceAccount ${accountName(account)} is not in the stack: declare it`;
      const missing = not(isDeclared(account, stack));
      report(object).when(missing, `${specPath}.serviceAccountName`, message);
    }
  },
});
