import assert from "node:assert/strict";

import { ingressDangling } from "../../../policies/stack/ingress-dangling.ts";
import { ingressDuplicateHostPath } from "../../../policies/stack/ingress-duplicate-host-path.ts";
import { ingressDuplicateHost } from "../../../policies/stack/ingress-duplicate-host.ts";
import { type Manifest, unknownMark as later } from "../forms.ts";
import { ingress, object, service } from "./objects.ts";
import { accepts, messages, refuses, stackCases, waits } from "./stack-cases.ts";

const backend = (name: unknown, port?: unknown) => ({
  service: { name, ...(port === undefined ? {} : { port }) },
});
const byPath = (one: unknown, namespace?: unknown) =>
  ingress("i", { rules: [{ http: { paths: [{ backend: one }] } }] }, namespace);
const web = service("web", { ports: [{ name: "http", port: 80 }, { port: 8080 }] });
const atPath = ["Ingress i: spec.rules[0].http.paths[0].backend.service"];

stackCases(ingressDangling, [
  accepts("a port by number", [web, byPath(backend("web", { number: 8080 }))]),
  accepts("a port by name", [web, byPath(backend("web", { name: "http" }))]),
  accepts("an empty name beside the number", [
    web,
    byPath(backend("web", { name: "", number: 80 })),
  ]),
  accepts("a Service without a port", [web, byPath(backend("web"))]),
  accepts("a backend that is no Service", [byPath({ resource: { kind: "Bucket", name: "b" } })]),
  accepts("an ExternalName without ports", [
    service("web", { type: "ExternalName", externalName: "example.com" }),
    byPath(backend("web", { number: 80 })),
  ]),
  accepts("the form before networking.k8s.io/v1", [
    web,
    { ...byPath({ serviceName: "web", servicePort: 80 }), apiVersion: "extensions/v1beta1" },
  ]),
  accepts("a rule without paths", [ingress("i", { rules: [{ host: "a" }] })]),
  accepts("a port that one of two declarations of the Service states", [
    service("web", {}),
    web,
    byPath(backend("web", { number: 80 })),
  ]),
  refuses(
    "a port that an ExternalName lacks",
    [
      service("web", { type: "ExternalName", ports: [{ port: 80 }] }),
      byPath(backend("web", { number: 81 })),
    ],
    atPath,
  ),
  refuses("a Service that is nowhere", [byPath(backend("web"))], atPath),
  refuses(
    "another object of the name",
    [object("v1", "ConfigMap", "web", {}), byPath(backend("web"))],
    atPath,
  ),
  refuses(
    "a namesake of another group",
    [object("serving.knative.dev/v1", "Service", "web", {}), byPath(backend("web"))],
    atPath,
  ),
  refuses("a Service of another namespace", [web, byPath(backend("web"), "ops")], atPath),
  refuses("a port that the Service lacks", [web, byPath(backend("web", { number: 81 }))], atPath),
  refuses(
    "a port name that the Service lacks",
    [web, byPath(backend("web", { name: "grpc" }))],
    atPath,
  ),
  refuses(
    "a Service without ports",
    [service("web", {}), byPath(backend("web", { number: 80 }))],
    atPath,
  ),
  refuses(
    "the second path",
    [
      web,
      ingress("i", {
        rules: [{}, { http: { paths: [{ backend: backend("web") }, { backend: backend("x") }] } }],
      }),
    ],
    ["Ingress i: spec.rules[1].http.paths[1].backend.service"],
  ),
  refuses(
    "a default backend",
    [ingress("i", { defaultBackend: backend("web") })],
    ["Ingress i: spec.defaultBackend.service"],
  ),
  refuses(
    "a default backend of the former form",
    [ingress("i", { backend: { serviceName: "web" } })],
    ["Ingress i: spec.backend.serviceName"],
  ),
  refuses(
    "the former form",
    [web, byPath({ serviceName: "web", servicePort: "grpc" })],
    ["Ingress i: spec.rules[0].http.paths[0].backend.serviceName"],
  ),
  waits("an unknown name", [byPath(backend(later))], atPath),
  waits("an unknown backend", [web, byPath(later)], atPath),
  waits("an unknown port", [web, byPath(backend("web", { number: later }))], atPath),
  waits(
    "unknown ports of the Service",
    [service("web", { ports: later }), byPath(backend("web", { number: 80 }))],
    atPath,
  ),
  waits("a Service with an unknown name", [service(later, {}), byPath(backend("web"))], atPath),
  waits(
    "a Service in an unknown namespace",
    [service("web", {}, later), byPath(backend("web"))],
    atPath,
  ),
  waits("an unknown namespace of the Ingress", [web, byPath(backend("web"), later)], atPath),
  refuses(
    "an unknown port of a Service that is nowhere",
    [byPath(backend("web", { number: later }))],
    atPath,
  ),
]);

describe("stack-ingress-dangling", () => {
  it("tells a missing Service from a missing port", () => {
    const [missing, ...more] = messages(ingressDangling, [byPath(backend("web"))]);
    assert.match(missing!, /Service web is not in/);
    assert.deepEqual(more, []);
    const port = [web, byPath(backend("web", { number: 81 }))];
    assert.match(messages(ingressDangling, port)[0]!, /Service web has no port 81/);
  });
});

const serves = (name: string, host: unknown, ...paths: unknown[]): Manifest =>
  ingress(name, { rules: [{ host, http: { paths: paths.map((path) => ({ path })) } }] });
const both = ["Ingress a: spec.rules[0]", "Ingress b: spec.rules[0]"];

stackCases(ingressDuplicateHost, [
  accepts("two hosts", [serves("a", "a.example.com"), serves("b", "b.example.com")]),
  accepts("one Ingress with two rules for a host", [
    ingress("a", { rules: [{ host: "x" }, { host: "x" }] }),
  ]),
  accepts("two with an empty host", [serves("a", "", "/a"), serves("b", "", "/b")]),
  accepts("two without a host", [serves("a", undefined, "/a"), serves("b", "", "/b")]),
  refuses("one host", [serves("a", "x", "/a"), serves("b", "x", "/b")], both),
  refuses(
    "one host in two namespaces",
    [serves("a", "x"), { ...serves("b", "x"), metadata: { name: "b", namespace: "ops" } }],
    both,
  ),
  waits("an unknown host", [serves("a", "x"), serves("b", later)], ["Ingress b: spec.rules[0]"]),
  accepts("an unknown host alone", [serves("b", later)]),
  accepts("two unknown hosts of one Ingress", [
    ingress("b", { rules: [{ host: later }, { host: later }] }),
  ]),
  accepts("an unknown host beside a rule for all", [serves("a", undefined), serves("b", later)]),
]);

stackCases(ingressDuplicateHostPath, [
  accepts("two paths of a host", [serves("a", "x", "/a"), serves("b", "x", "/b")]),
  accepts("a path of two hosts", [serves("a", "x", "/a"), serves("b", "y", "/a")]),
  accepts("a path twice in one Ingress", [serves("a", "x", "/a", "/a")]),
  refuses("the same path", [serves("a", "x", "/", "/a"), serves("b", "x", "/a")], both),
  refuses(
    "a path that is not stated and the root",
    [serves("a", "x", undefined), serves("b", "x", "/")],
    both,
  ),
  refuses(
    "rules without paths",
    [ingress("a", { rules: [{ host: "x" }] }), serves("b", "x", "/")],
    both,
  ),
  refuses(
    "the same path of every host",
    [serves("a", undefined, "/a"), serves("b", undefined, "/a")],
    both,
  ),
  waits(
    "an unknown path",
    [serves("a", "x", "/a"), serves("b", "x", later)],
    ["Ingress b: spec.rules[0]"],
  ),
  accepts("an unknown path of another host", [serves("a", "x", "/a"), serves("b", "y", later)]),
  accepts("an unknown host with another path", [serves("a", "x", "/a"), serves("b", later, "/b")]),
  waits(
    "unknown rules",
    [serves("a", "x", "/a"), ingress("b", { rules: later })],
    ["Ingress b: spec.rules"],
  ),
]);

describe("stack-ingress-duplicate-host", () => {
  it("names the other Ingress to each", () => {
    assert.deepEqual(messages(ingressDuplicateHost, [serves("a", "x"), serves("b", "x")]), [
      "x is served by Ingress shop/b, too: serve it from one Ingress",
      "x is served by Ingress shop/a, too: serve it from one Ingress",
    ]);
  });
});
