import { stackRule } from "../engine/define.ts";
import { not } from "../lib/unknown.ts";
import { declaredNamespaces } from "./namespace-index.ts";
import { policyIndex } from "./network-policies.ts";

/** In a namespace without any policy everything may talk to everything. */
export const namespaceWithoutPolicy = stackRule({
  id: "stack-namespace-without-policy",
  controls: ["netpol.namespaceWithoutPolicy"],
  severity: "high",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2"],
  description: "Every namespace must hold a NetworkPolicy.",
  remediation: "Add a NetworkPolicy that denies by default, then one for each connection needed.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    const policies = stack.view(policyIndex);
    for (const { object, name } of stack.view(declaredNamespaces)) {
      const some = policies.some(name, () => true);
      const message = "holds no NetworkPolicy: add one that denies by default";
      report(object).when(not(some), "metadata.name", message);
    }
  },
});
