import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** It opens the Service to the world, past Ingress and its TLS. */
export const serviceLoadBalancer = objectRule({
  id: "network-service-load-balancer",
  controls: ["service.loadBalancer"],
  severity: "medium",
  frameworks: ["NSA/CISA: Network separation", "MITRE T1133"],
  description: "Services must not be of type LoadBalancer.",
  remediation: "Use type ClusterIP, and publish the Service by an Ingress or a gateway.",
  kinds: ["Service"],
  decide: (object, report) =>
    report.when(
      is(at(object.tree, "spec", "type"), (type) => type === "LoadBalancer"),
      "spec.type",
      "the Service opens a port to the world: use type ClusterIP",
    ),
});
