import { allowAllEgress } from "../../../policies/network/allow-all-egress.ts";
import { allowAllIngress } from "../../../policies/network/allow-all-ingress.ts";
import { ingressDefaultBackend } from "../../../policies/network/ingress-default-backend.ts";
import { ingressEmptyHost } from "../../../policies/network/ingress-empty-host.ts";
import { ingressTlsHostMismatch } from "../../../policies/network/ingress-tls-host-mismatch.ts";
import { ingressTls } from "../../../policies/network/ingress-tls.ts";
import { ingressWildcardHost } from "../../../policies/network/ingress-wildcard-host.ts";
import { serviceExternalIps } from "../../../policies/network/service-external-ips.ts";
import { serviceExternalNameLocalhost } from "../../../policies/network/service-external-name-localhost.ts";
import { serviceLoadBalancer } from "../../../policies/network/service-load-balancer.ts";
import { serviceNodePort } from "../../../policies/network/service-node-port.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const object = (kind: string, spec: object) => ({
  apiVersion: kind === "Service" ? "v1" : "networking.k8s.io/v1",
  kind,
  metadata: { name: "x", namespace: "shop" },
  spec,
});
const directions = [
  [allowAllIngress, "ingress", "from"],
  [allowAllEgress, "egress", "to"],
] as const;
for (const [rule, direction, peers] of directions) {
  const policy = (...rules: unknown[]) => object("NetworkPolicy", { [direction]: rules });
  const block = (cidr: string, rest: object = {}) => ({
    [peers]: [{ ipBlock: { cidr, ...rest } }],
  });
  const first = [`spec.${direction}[0]`];
  objectCases(rule, [
    allows("no rules", policy()),
    allows("named peers", policy({ [peers]: [{ podSelector: {} }] })),
    allows("every pod of the cluster", policy({ [peers]: [{ namespaceSelector: {} }] })),
    denies("an empty rule", policy({}), first),
    denies("an empty list of peers", policy({ [peers]: [], ports: [] }), first),
    allows("every peer on one port", policy({ ports: [{ port: 53 }] })),
    denies(
      "all of IPv4",
      policy({ [peers]: [{ podSelector: {} }, ...block("0.0.0.0/0")[peers]!] }),
      [...first],
    ),
    denies("all of IPv6", policy({ [peers]: [{ podSelector: {} }] }, block("::/0")), [
      `spec.${direction}[1]`,
    ]),
    denies("all of it with nothing taken out", policy(block("0.0.0.0/0", { except: [] })), first),
    allows("all of it but a part", policy(block("0.0.0.0/0", { except: ["10.0.0.0/8"] }))),
    allows("all of it on one port", policy({ ...block("0.0.0.0/0"), ports: [{ port: 443 }] })),
    allows("a part", policy(block("10.0.0.0/8"))),
    allows("a part that ends so", policy(block("10.0.0.0/10"))),
    allows("a part with a zero in front", policy(block("10.0.0.0/08"))),
    denies("all of it by any address", policy(block("10.0.0.0/0")), first),
    cannotDecide("an unknown block", policy(block(unknownMark)), first),
    cannotDecide("unknown peers", policy({ [peers]: unknownMark }), first),
    cannotDecide("unknown rules", object("NetworkPolicy", { [direction]: unknownMark }), [
      `spec.${direction}`,
    ]),
    cannotDecide("unknown ports", policy({ ports: unknownMark }), first),
  ]);
}

const ingress = (spec: object) => object("Ingress", spec);
const hosts = (...names: unknown[]) => names.map((host) => (host === undefined ? {} : { host }));
const backend = { service: { name: "x" } };
objectCases(ingressDefaultBackend, [
  allows("rules alone", ingress({ rules: hosts("a.example.com") })),
  denies("a default backend", ingress({ defaultBackend: backend }), ["spec.defaultBackend"]),
  denies(
    "that of former days",
    { ...ingress({ backend: {} }), apiVersion: "networking.k8s.io/v1beta1" },
    ["spec.backend"],
  ),
  cannotDecide("an unknown one", ingress({ defaultBackend: unknownMark }), ["spec.defaultBackend"]),
]);

objectCases(ingressEmptyHost, [
  allows("a host", ingress({ rules: hosts("a.example.com") })),
  allows("no rules", ingress({ defaultBackend: backend })),
  denies("no host", ingress({ rules: hosts("a.example.com", undefined) }), ["spec.rules[1].host"]),
  denies("an empty host", ingress({ rules: hosts("") }), ["spec.rules[0].host"]),
  cannotDecide("an unknown host", ingress({ rules: hosts(unknownMark) }), ["spec.rules[0].host"]),
  cannotDecide("unknown rules", ingress({ rules: unknownMark }), ["spec.rules"]),
]);

objectCases(ingressWildcardHost, [
  allows("a host", ingress({ rules: hosts("a.example.com", undefined) })),
  denies("a wildcard", ingress({ rules: hosts("a.example.com", "*.example.com") }), [
    "spec.rules[1].host",
  ]),
  denies("all hosts", ingress({ rules: hosts("*") }), ["spec.rules[0].host"]),
  cannotDecide("an unknown host", ingress({ rules: hosts(unknownMark) }), ["spec.rules[0].host"]),
]);

objectCases(ingressTls, [
  allows("TLS", ingress({ tls: [{ secretName: "x" }] })),
  denies("none", ingress({}), ["spec.tls"]),
  denies("an empty list", ingress({ tls: [] }), ["spec.tls"]),
  cannotDecide("an unknown list", ingress({ tls: unknownMark }), ["spec.tls"]),
]);

const tls = (...names: unknown[]) => [{ hosts: ["other.example.com"] }, { hosts: names }];
objectCases(ingressTlsHostMismatch, [
  allows("the same host", ingress({ rules: hosts("A.example.com"), tls: tls("a.example.com") })),
  allows("a rule without a host", ingress({ rules: hosts(undefined, ""), tls: tls() })),
  denies("another host", ingress({ rules: hosts("a.example.com"), tls: tls("b.example.com") }), [
    "spec.rules[0].host",
  ]),
  denies("a wildcard", ingress({ rules: hosts("a.example.com"), tls: tls("*.example.com") }), [
    "spec.rules[0].host",
  ]),
  denies("no TLS", ingress({ rules: hosts("a.example.com") }), ["spec.rules[0].host"]),
  cannotDecide("an unknown TLS host", ingress({ rules: hosts("a"), tls: tls(unknownMark) }), [
    "spec.rules[0].host",
  ]),
  cannotDecide("an unknown host", ingress({ rules: hosts(unknownMark), tls: tls("a") }), [
    "spec.rules[0].host",
  ]),
  cannotDecide("an unknown host without TLS", ingress({ rules: hosts(unknownMark) }), [
    "spec.rules[0].host",
  ]),
  cannotDecide("unknown TLS", ingress({ rules: hosts("a"), tls: unknownMark }), [
    "spec.rules[0].host",
  ]),
]);

const service = (spec: object) => object("Service", spec);
objectCases(serviceExternalIps, [
  allows("none", service({ externalIPs: [] })),
  denies("one", service({ externalIPs: ["192.0.2.1"] }), ["spec.externalIPs"]),
  denies("an unknown one", service({ externalIPs: [unknownMark] }), ["spec.externalIPs"]),
  cannotDecide("an unknown list", service({ externalIPs: unknownMark }), ["spec.externalIPs"]),
]);

objectCases(serviceNodePort, [
  allows("a namesake of another group", {
    ...service({ type: "NodePort" }),
    apiVersion: "serving.knative.dev/v1",
  }),
]);

const external = (externalName: string, type = "ExternalName") => service({ type, externalName });
objectCases(serviceExternalNameLocalhost, [
  allows("another host", external("db.example.com")),
  allows("a host that ends so", external("my-localhost")),
  allows("a host that begins so", external("localhost.example.com")),
  allows("another type", external("localhost", "ClusterIP")),
  denies("localhost", external("localhost"), ["spec.externalName"]),
  denies("localhost with a dot", external("LOCALHOST."), ["spec.externalName"]),
  cannotDecide("an unknown name", external(unknownMark), ["spec.externalName"]),
]);

const types = [
  [serviceLoadBalancer, "LoadBalancer", "NodePort"],
  [serviceNodePort, "NodePort", "LoadBalancer"],
] as const;
for (const [rule, type, other] of types) {
  objectCases(rule, [
    allows("the default type", service({})),
    allows("another type", service({ type: other })),
    denies("the type", service({ type }), ["spec.type"]),
    cannotDecide("an unknown type", service({ type: unknownMark }), ["spec.type"]),
  ]);
}
