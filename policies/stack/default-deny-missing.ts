import { stackRule } from "../engine/define.ts";
import { not } from "../lib/unknown.ts";
import { declaredNamespaces } from "./namespace-index.ts";
import { type Direction, deniesAll, policyIndex } from "./network-policies.ts";

const directions: Direction[] = ["ingress", "egress"];

/** Without a default deny, a pod that no policy selects is open. */
export const defaultDenyMissing = stackRule({
  id: "stack-default-deny-missing",
  controls: ["netpol.defaultDenyMissing"],
  severity: "high",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2", "MITRE T1046"],
  description: "Every namespace must deny ingress and egress by default.",
  remediation:
    "Add a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress, and no rules.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    const policies = stack.view(policyIndex);
    for (const { object, name } of stack.view(declaredNamespaces)) {
      for (const direction of directions) {
        const denied = policies.some(name, (policy) => deniesAll(policy, direction));
        const message = `no NetworkPolicy denies its ${direction} by default: add one that selects every pod`;
        report(object).when(not(denied), "metadata.name", message);
      }
    }
  },
});
