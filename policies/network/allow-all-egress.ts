import { objectRule } from "../engine/define.ts";
import { openRules } from "./open-rules.ts";

/** A policy that admits every destination is no policy. */
export const allowAllEgress = objectRule({
  id: "network-allow-all-egress",
  controls: ["netpol.allowAllEgress"],
  severity: "high",
  frameworks: ["NSA/CISA: Network policies", "CIS 5.3.2", "MITRE T1046"],
  description: "NetworkPolicies must not admit every destination.",
  remediation: "Name the peers in to, or narrow the ipBlock or its ports.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  kinds: ["NetworkPolicy"],
  decide: (object, report) =>
    openRules(object, report, "egress", "to", "the rule admits every destination: name its peers"),
});
