import { stackRule } from "../engine/define.ts";
import { type Truth, not } from "../lib/unknown.ts";
import { type Direction, coverage } from "./network-policies.ts";

const directions: Direction[] = ["ingress", "egress"];

/** Isolated in one direction is open in the other: to be attacked, or to send data out. */
export const networkPolicyBothWays = stackRule({
  id: "stack-network-policy-both-ways",
  controls: ["netpol.missingIngressAndEgress"],
  severity: "medium",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2", "MITRE T1041"],
  description: "Every workload must be isolated by NetworkPolicies for ingress and for egress.",
  remediation:
    "Add the missing direction to the policyTypes of a policy that selects the workload.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  decide(stack, report) {
    for (const [{ object, pod }, covered] of stack.view(coverage)) {
      for (const direction of directions) {
        const open: Truth = not(covered[direction]);
        const message = `no NetworkPolicy isolates its ${direction}: add one that selects it`;
        report(object).when(open, `${pod.metadataPath}.labels`, message);
      }
    }
  },
});
