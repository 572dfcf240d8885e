import { examine } from "./examine.ts";

const metadata = { name: "x", namespace: "shop" };
const ingress = (spec: object) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata,
  spec,
});
const backend = { service: { name: "web", port: { number: 80 } } };
const http = { paths: [{ path: "/", pathType: "Prefix", backend }] };
const hosts = (...names: (string | null | undefined)[]) =>
  ingress({ rules: names.map((host) => ({ host, http })) });

examine("ingress.defaultBackend", {
  good: {
    rules: hosts("a.example"),
    null: ingress({ defaultBackend: null, rules: [] }),
    "a rule without a host": ingress({ rules: [{ http }] }),
    "no spec": { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata },
  },
  bad: {
    "a Service": ingress({ defaultBackend: backend }),
    "a Service beside rules": ingress({ defaultBackend: backend, rules: [{ host: "a", http }] }),
    "a resource": ingress({ defaultBackend: { resource: { kind: "Bucket", name: "b" } } }),
    "the old field": {
      ...ingress({ backend: { serviceName: "web", servicePort: 80 } }),
      apiVersion: "extensions/v1beta1",
    },
  },
});

examine("ingress.emptyHost", {
  good: {
    hosts: hosts("a.example", "b.example"),
    "a wildcard": hosts("*.example"),
    "no rules": ingress({ defaultBackend: backend }),
    "an empty list": ingress({ rules: [] }),
  },
  bad: {
    nothing: hosts(undefined),
    "an empty text": hosts(""),
    null: hosts(null),
    "the second": hosts("a.example", undefined),
  },
});

examine("ingress.wildcardHost", {
  good: {
    hosts: hosts("a.example"),
    none: hosts(undefined),
    "a star in a path": ingress({
      rules: [{ host: "a", http: { paths: [{ path: "/*", backend }] } }],
    }),
    "no rules": ingress({ tls: [] }),
  },
  bad: {
    "at the front": hosts("*.example"),
    alone: hosts("*"),
    "the second": hosts("a.example", "*.b.example"),
    inside: hosts("a.*.example"),
  },
});

examine("ingress.tls", {
  good: {
    "hosts and a Secret": ingress({ tls: [{ hosts: ["a"], secretName: "s" }], rules: [] }),
    "no hosts": ingress({ tls: [{ secretName: "s" }] }),
    "the controller's certificate": ingress({ tls: [{}] }),
    two: ingress({ tls: [{ hosts: ["a"] }, { hosts: ["b"] }] }),
  },
  bad: {
    nothing: hosts("a.example"),
    "an empty list": ingress({ tls: [], rules: [{ host: "a", http }] }),
    null: ingress({ tls: null }),
    "a default backend alone": ingress({ defaultBackend: backend }),
  },
});

const secured = (tls: unknown, ...names: (string | undefined)[]) =>
  ingress({ tls, rules: names.map((host) => ({ host, http })) });

examine("ingress.tlsHostMismatch", {
  good: {
    "the same": secured([{ hosts: ["a.example"] }], "a.example"),
    "in the second entry": secured([{ hosts: ["b"] }, { hosts: ["c", "a"] }], "a", "c"),
    "more of TLS": secured([{ hosts: ["a", "b"] }], "a"),
    "a rule without a host": secured([{ hosts: ["a"] }], undefined),
    "the same wildcard": secured([{ hosts: ["*.example"] }], "*.example"),
  },
  bad: {
    another: secured([{ hosts: ["b.example"] }], "a.example"),
    "one of two": secured([{ hosts: ["a"] }], "a", "b"),
    "no hosts": secured([{ secretName: "s" }], "a"),
    "no TLS": secured(undefined, "a"),
    "a part of it": secured([{ hosts: ["a.example.org"] }], "a.example"),
  },
});

const service = (spec: object) => ({ apiVersion: "v1", kind: "Service", metadata, spec });

examine("service.externalIPs", {
  good: {
    none: service({ ports: [] }),
    "an empty list": service({ externalIPs: [] }),
    null: service({ externalIPs: null }),
    "an address of a load balancer": service({ type: "LoadBalancer", loadBalancerIP: "192.0.2.1" }),
  },
  bad: {
    one: service({ externalIPs: ["192.0.2.1"] }),
    two: service({ type: "NodePort", externalIPs: ["192.0.2.1", "192.0.2.2"] }),
    IPv6: service({ externalIPs: ["2001:db8::1"] }),
    "a private one": service({ clusterIP: "None", externalIPs: ["10.0.0.1"] }),
  },
});

examine("service.externalNameLocalhost", {
  good: {
    "a host": service({ type: "ExternalName", externalName: "db.example" }),
    "a name like it": service({ type: "ExternalName", externalName: "localhost.example.org" }),
    "another type": service({ type: "ClusterIP" }),
    "no name": service({ type: "ExternalName" }),
  },
  bad: {
    localhost: service({ type: "ExternalName", externalName: "localhost" }),
    "upper case": service({ type: "ExternalName", externalName: "LocalHost" }),
    "a dot at the end": service({ type: "ExternalName", externalName: "localhost." }),
    ports: service({ type: "ExternalName", externalName: "localhost", ports: [{ port: 80 }] }),
  },
});

for (const [control, type] of [
  ["service.loadBalancer", "LoadBalancer"],
  ["service.nodePort", "NodePort"],
] as const) {
  examine(control, {
    good: {
      "no type": service({ ports: [{ port: 80 }] }),
      ClusterIP: service({ type: "ClusterIP" }),
      null: service({ type: null }),
      "the other one": service({ type: type === "NodePort" ? "LoadBalancer" : "NodePort" }),
      "a headless one": service({ clusterIP: "None" }),
    },
    bad: {
      "the type": service({ type }),
      "the type with ports": service({ type, ports: [{ port: 80, nodePort: 30080 }] }),
      "the type with annotations": {
        ...service({ type }),
        metadata: { ...metadata, annotations: { "example.org/internal": "true" } },
      },
      "the type in default": { ...service({ type }), metadata: { name: "x" } },
    },
  });
}

const policy = (spec: object) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata,
  spec: { podSelector: {}, ...spec },
});

for (const [control, direction, type, peers] of [
  ["netpol.allowAllIngress", "ingress", "Ingress", "from"],
  ["netpol.allowAllEgress", "egress", "Egress", "to"],
] as const) {
  const rules = (...list: unknown[]) => policy({ policyTypes: [type], [direction]: list });
  const block = (cidr: string, more = {}) => ({ ipBlock: { cidr, ...more } });
  const ports = [{ port: 443, protocol: "TCP" }];
  examine(control, {
    good: {
      "no rules": rules(),
      "nothing at all": policy({ policyTypes: [type] }),
      "a selector": rules({ [peers]: [{ podSelector: {} }] }),
      "every namespace": rules({ [peers]: [{ namespaceSelector: {} }] }),
      "ports alone": rules({ ports }),
      "the world without the inner networks": rules({
        [peers]: [block("0.0.0.0/0", { except: ["10.0.0.0/8"] })],
      }),
      "the world on a port": rules({ [peers]: [block("0.0.0.0/0")], ports }),
      "a network": rules({ [peers]: [block("10.0.0.0/8"), block("fd00::/8")] }),
      null: policy({ policyTypes: [type], [direction]: null }),
    },
    bad: {
      "an empty rule": rules({}),
      "empty lists": rules({ [peers]: [], ports: [] }),
      "null in the rule": rules({ [peers]: null }),
      "the second rule": rules({ [peers]: [{ podSelector: {} }] }, {}),
      "the world": rules({ [peers]: [block("0.0.0.0/0")] }),
      "the world in IPv6": rules({ [peers]: [block("::/0")] }),
      "the world among others": rules({ [peers]: [{ podSelector: {} }, block("0.0.0.0/0")] }),
      "the world with an empty except": rules({ [peers]: [block("0.0.0.0/0", { except: [] })] }),
      "for some pods": policy({
        podSelector: { matchLabels: { app: "a" } },
        policyTypes: [type],
        [direction]: [{}],
      }),
    },
  });
}
