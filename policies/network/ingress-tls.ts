import { objectRule } from "../engine/define.ts";
import { listAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** Without TLS everyone on the way reads along. */
export const ingressTls = objectRule({
  id: "network-ingress-tls",
  controls: ["ingress.tls"],
  severity: "high",
  frameworks: ["NSA/CISA: Encryption", "MITRE T1040"],
  description: "Ingresses must use TLS.",
  remediation: "Set spec.tls with the hosts and the Secret of their certificate.",
  url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
  kinds: ["Ingress"],
  decide: (object, report) =>
    report.when(
      is(listAt(object.tree, "spec", "tls"), (tls) => tls.length === 0),
      "spec.tls",
      "the Ingress does not use TLS: set spec.tls",
    ),
});
