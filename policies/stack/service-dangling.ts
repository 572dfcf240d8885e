import { stackRule } from "../engine/define.ts";
import { all, not } from "../lib/unknown.ts";
import { services } from "./services.ts";
import { forTemplates, workloadIndex } from "./workloads.ts";

/** A Service with a mistyped label has no endpoints: every connection is refused. */
export const serviceDangling = stackRule({
  id: "stack-service-dangling",
  controls: ["service.dangling"],
  severity: "medium",
  frameworks: [],
  description: "The selector of a Service must select a workload of the stack.",
  remediation: "Correct the selector to the labels of the workload's pods.",
  url: "https://kubernetes.io/docs/concepts/services-networking/service/",
  decide(stack, report) {
    const workloads = stack.view(workloadIndex);
    for (const { object, namespace, selector, selects } of stack.view(services)) {
      const pods = forTemplates({ matchLabels: selector });
      const dangling = all([selects, not(workloads.selectsSome(namespace, pods))]);
      const message = "selects no workload of its namespace: correct it to the labels of the pods";
      report(object).when(dangling, "spec.selector", message);
    }
  },
});
