import { objectRule } from "../engine/define.ts";
import { type Tree, listAt } from "../lib/objects.ts";
import { type Truth, any, is, not, unknown } from "../lib/unknown.ts";
import { eachHost } from "./ingress-rules.ts";

/** A host that no TLS entry names is served with another's certificate, or with none. */
export const ingressTlsHostMismatch = objectRule({
  id: "network-ingress-tls-host-mismatch",
  controls: ["ingress.tlsHostMismatch"],
  severity: "high",
  frameworks: ["NSA/CISA: Encryption", "MITRE T1040"],
  description: "Hosts of an Ingress must be among its TLS hosts.",
  remediation: "Add the host to spec.tls[].hosts.",
  url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
  kinds: ["Ingress"],
  decide: (object, report) =>
    eachHost(object, report, (host, field) => {
      if (host === undefined || host === "") return;
      report.when(
        not(isAmongTls(host, listAt(object.tree, "spec", "tls"))),
        field,
        "the host is not among the TLS hosts: add it to spec.tls[].hosts",
      );
    }),
});

function isAmongTls(host: Tree, tls: Tree[] | typeof unknown): Truth {
  if (tls === unknown || host === unknown) return unknown;
  return any(
    tls.map((entry) => {
      const hosts = listAt(entry, "hosts");
      if (hosts === unknown) return unknown;
      return any(hosts.map((one) => same(one, host)));
    }),
  );
}

function same(a: Tree, b: Tree): Truth {
  return is(a, (word) => String(word).toLowerCase() === String(b).toLowerCase());
}
