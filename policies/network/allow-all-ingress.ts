import { objectRule } from "../engine/define.ts";
import { openRules } from "./open-rules.ts";

/** A policy that admits every source is no policy. */
export const allowAllIngress = objectRule({
  id: "network-allow-all-ingress",
  controls: ["netpol.allowAllIngress"],
  severity: "high",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2", "MITRE T1046"],
  description: "NetworkPolicies must not admit every source.",
  remediation: "Name the peers in from, or narrow the ipBlock or its ports.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  kinds: ["NetworkPolicy"],
  decide: (object, report) =>
    openRules(object, report, "ingress", "from", "the rule admits every source: name its peers"),
});
