import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** A default backend takes the requests of every host that nobody claimed. */
export const ingressDefaultBackend = objectRule({
  id: "network-ingress-default-backend",
  controls: ["ingress.defaultBackend"],
  severity: "medium",
  frameworks: ["MITRE T1190"],
  description: "Ingresses must not have a default backend.",
  remediation: "Remove spec.defaultBackend, and write a rule with a host.",
  kinds: ["Ingress"],
  decide: (object, report) => {
    for (const field of ["defaultBackend", "backend"]) {
      report.when(
        is(at(object.tree, "spec", field), (backend) => backend !== undefined),
        `spec.${field}`,
        `the Ingress takes every host: remove ${field}`,
      );
    }
  },
});
