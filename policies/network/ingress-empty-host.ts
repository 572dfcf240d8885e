import { objectRule } from "../engine/define.ts";
import { is } from "../lib/unknown.ts";
import { eachHost } from "./ingress-rules.ts";

/** A rule without a host takes the requests of every host. */
export const ingressEmptyHost = objectRule({
  id: "network-ingress-empty-host",
  controls: ["ingress.emptyHost"],
  severity: "medium",
  frameworks: ["MITRE T1190"],
  description: "Rules of Ingresses must name a host.",
  remediation: "Set the rule's host.",
  kinds: ["Ingress"],
  decide: (object, report) =>
    eachHost(object, report, (host, field) =>
      report.when(
        is(host, (name) => name === undefined || name === ""),
        field,
        "the rule takes every host: set its host",
      ),
    ),
});
