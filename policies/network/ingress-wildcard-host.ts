import { objectRule } from "../engine/define.ts";
import { is } from "../lib/unknown.ts";
import { eachHost } from "./ingress-rules.ts";

/** A wildcard takes the requests of hosts that others may claim later. */
export const ingressWildcardHost = objectRule({
  id: "network-ingress-wildcard-host",
  controls: ["ingress.wildcardHost"],
  severity: "medium",
  frameworks: ["MITRE T1190"],
  description: "Hosts of Ingresses must hold no wildcard.",
  remediation: "Write one rule per host.",
  kinds: ["Ingress"],
  decide: (object, report) =>
    eachHost(object, report, (host, field) =>
      report.when(
        is(host, (name) => typeof name === "string" && name.includes("*")),
        field,
        "the host holds a wildcard: name the host",
      ),
    ),
});
