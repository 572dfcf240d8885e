import { objectRule } from "../engine/define.ts";
import { listAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** A Service can take over the traffic to any address that it names (CVE-2020-8554). */
export const serviceExternalIps = objectRule({
  id: "network-service-external-ips",
  controls: ["service.externalIPs"],
  severity: "high",
  frameworks: ["CVE-2020-8554", "MITRE T1557"],
  description: "Services must not claim external IP addresses.",
  remediation: "Remove spec.externalIPs; publish the Service by an Ingress or a gateway.",
  kinds: ["Service"],
  decide: (object, report) =>
    report.when(
      is(listAt(object.tree, "spec", "externalIPs"), (addresses) => addresses.length > 0),
      "spec.externalIPs",
      "the Service claims external addresses: remove externalIPs",
    ),
});
