import { stackRule } from "../engine/define.ts";
import { workloads } from "../stack/workloads.ts";
import { automounts } from "./engine/accounts.ts";

/** Whoever breaks into a container speaks to the API with the token that lies in it. */
export const automountToken = stackRule({
  id: "rbac-automount-token",
  controls: ["rbac.automountToken"],
  severity: "medium",
  frameworks: ["CIS 5.1.6", "NSA/CISA: Authentication and authorization", "MITRE T1528"],
  description: "Pods must not have the token of their ServiceAccount mounted.",
  remediation: "Set automountServiceAccountToken: false on the pod or on its ServiceAccount.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  decide(stack, report) {
    const message =
      "the ServiceAccount's token is mounted: set automountServiceAccountToken: false";
    for (const { object, pod } of stack.view(workloads)) {
      const field = `${pod.specPath}.automountServiceAccountToken`;
      report(object).when(automounts(pod, stack), field, message);
    }
  },
});
