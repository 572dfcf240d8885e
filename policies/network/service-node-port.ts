import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** It opens the Service on every node, past Ingress and its TLS. */
export const serviceNodePort = objectRule({
  id: "network-service-node-port",
  controls: ["service.nodePort"],
  severity: "medium",
  frameworks: ["NSA/CISA: Network separation", "MITRE T1133"],
  description: "Services must not be of type NodePort.",
  remediation: "Use type ClusterIP, and publish the Service by an Ingress or a gateway.",
  kinds: ["Service"],
  decide: (object, report) =>
    report.when(
      is(at(object.tree, "spec", "type"), (type) => type === "NodePort"),
      "spec.type",
      "the Service opens a port on every node: use type ClusterIP",
    ),
});
