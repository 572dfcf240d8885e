import { stackRule } from "../engine/define.ts";
import { not } from "../lib/unknown.ts";
import { coverage } from "./network-policies.ts";

/** A workload that no policy selects accepts and sends everything. */
export const networkPolicyMissing = stackRule({
  id: "stack-network-policy-missing",
  controls: ["netpol.missing"],
  severity: "high",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2", "MITRE T1046"],
  description: "Every workload must be selected by a NetworkPolicy of its namespace.",
  remediation: "Add a NetworkPolicy whose podSelector selects the workload.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    for (const [{ object, pod }, { selected }] of stack.view(coverage)) {
      const message = "no NetworkPolicy of its namespace selects it: add one";
      report(object).when(not(selected), `${pod.metadataPath}.labels`, message);
    }
  },
});
