import { stackRule } from "../engine/define.ts";
import { all, not } from "../lib/unknown.ts";
import { isEmptySelector } from "../lib/selectors.ts";
import { networkPolicies } from "./network-policies.ts";
import { forTemplates, workloadIndex } from "./workloads.ts";

/** A policy with a mistyped label protects nothing, and says so nowhere. */
export const networkPolicyDangling = stackRule({
  id: "stack-network-policy-dangling",
  controls: ["netpol.dangling"],
  severity: "medium",
  frameworks: ["NSA/CISA: Network policies"],
  description: "The podSelector of a NetworkPolicy must select a workload of the stack.",
  remediation: "Correct podSelector to the labels of the workload's pods.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    const workloads = stack.view(workloadIndex);
    for (const { object, namespace, selector } of stack.view(networkPolicies)) {
      const selected = workloads.selectsSome(namespace, forTemplates(selector));
      const message = "selects no workload of its namespace: correct it to the labels of the pods";
      const dangling = all([not(isEmptySelector(selector)), not(selected)]);
      report(object).when(dangling, "spec.podSelector", message);
    }
  },
});
