import type { Manifest } from "../forms.ts";
import { examine } from "./examine.ts";
import { app, deployment, shop, workload } from "./workloads.ts";

const named = (name: string, namespace = "shop") => ({ name, namespace });

const service = (selector: unknown, more: object = {}, metadata: object = shop): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: { selector, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...more },
});

examine("service.dangling", {
  good: {
    "a match": [deployment(), service(app)],
    "a pod with more labels": [deployment(1, { ...app, tier: "front" }), service(app)],
    "no selector": [service(undefined)],
    "an empty selector": [service({})],
    "an external name": [service(app, { type: "ExternalName", externalName: "a.example" })],
    "a pod of a StatefulSet": [
      workload("StatefulSet", 2),
      service({ ...app, "statefulset.kubernetes.io/pod-name": "web-0" }),
    ],
  },
  bad: {
    nothing: [service(app)],
    "another value": [deployment(1, { app: "db" }), service(app)],
    "one pair of two": [deployment(), service({ ...app, tier: "front" })],
    "another namespace": [deployment(1, app, named("web", "other")), service(app)],
    "labels of the object alone": [
      deployment(1, { app: "x" }, { ...shop, labels: app }),
      service(app),
    ],
  },
});

examine("service.duplicateSelector", {
  good: {
    "two selectors": [service(app), service({ app: "db" }, {}, named("db"))],
    "two namespaces": [service(app), service(app, {}, named("web", "other"))],
    "no selectors": [service(undefined), service(undefined, {}, named("b"))],
    "a wider one": [service(app), service({ ...app, a: "b" }, {}, named("b"))],
  },
  bad: {
    two: [service(app), service(app, {}, named("b"))],
    "in another order": [service({ a: "1", b: "2" }), service({ b: "2", a: "1" }, {}, named("b"))],
    "a headless one": [service(app), service(app, { clusterIP: "None" }, named("b"))],
    "default, stated once": [
      service(app, {}, { name: "a" }),
      service(app, {}, named("b", "default")),
    ],
  },
});

const ingress = (rules: unknown, more: object = {}, metadata: object = shop): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata,
  spec: { rules, ...more },
});
const to = (name: string, port: object = { number: 80 }) => ({ service: { name, port } });
const rule = (host: string | undefined, backend: object = to("web"), ...paths: string[]) => ({
  host,
  http: {
    paths: (paths.length > 0 ? paths : ["/"]).map((path) => ({
      path,
      pathType: "Prefix",
      backend,
    })),
  },
});

examine("ingress.dangling", {
  good: {
    "a number": [service(app), ingress([rule("a")])],
    "a name": [service(app), ingress([rule("a", to("web", { name: "http" }))])],
    "a default backend": [service(app), ingress(undefined, { defaultBackend: to("web") })],
    "a resource": [
      ingress([rule("a", { resource: { apiGroup: "a", kind: "Bucket", name: "b" } })]),
    ],
    "the old fields": [
      service(app),
      {
        ...ingress([rule("a", { serviceName: "web", servicePort: 80 })]),
        apiVersion: "extensions/v1beta1",
      },
    ],
    "no rules": [ingress(undefined)],
  },
  bad: {
    nothing: [ingress([rule("a")])],
    "another name": [service(app), ingress([rule("a", to("api"))])],
    "another port": [service(app), ingress([rule("a", to("web", { number: 8080 }))])],
    "another port by name": [service(app), ingress([rule("a", to("web", { name: "https" }))])],
    "another namespace": [service(app, {}, named("web", "other")), ingress([rule("a")])],
    "a default backend": [service(app), ingress(undefined, { defaultBackend: to("api") })],
    "the second rule": [service(app), ingress([rule("a"), rule("b", to("api"))])],
  },
});

const second = named("b");

examine("ingress.duplicateHost", {
  good: {
    "two hosts": [ingress([rule("a")]), ingress([rule("b")], {}, second)],
    "twice in one": [ingress([rule("a"), rule("a", to("api"), "/api")])],
    "no hosts": [ingress([rule(undefined)]), ingress([rule(undefined)], {}, second)],
    "a wildcard": [ingress([rule("a.example")]), ingress([rule("*.example")], {}, second)],
  },
  bad: {
    two: [ingress([rule("a")]), ingress([rule("a")], {}, second)],
    "two paths": [
      ingress([rule("a", to("web"), "/a")]),
      ingress([rule("a", to("web"), "/b")], {}, second),
    ],
    "two namespaces": [ingress([rule("a")]), ingress([rule("a")], {}, named("web", "other"))],
    "the second rule": [ingress([rule("b"), rule("a")]), ingress([rule("a")], {}, second)],
  },
});

examine("ingress.duplicateHostPath", {
  good: {
    "two paths": [
      ingress([rule("a", to("web"), "/a")]),
      ingress([rule("a", to("web"), "/b")], {}, second),
    ],
    "two hosts": [ingress([rule("a")]), ingress([rule("b")], {}, second)],
    "twice in one": [ingress([rule("a"), rule("a")])],
    one: [ingress([rule("a", to("web"), "/a", "/b")])],
  },
  bad: {
    two: [ingress([rule("a")]), ingress([rule("a")], {}, second)],
    "one path of two": [
      ingress([rule("a", to("web"), "/x", "/y")]),
      ingress([rule("a", to("web"), "/y")], {}, second),
    ],
    "two namespaces": [
      ingress([rule("a", to("web"), "/a")]),
      ingress([rule("a", to("web"), "/a")], {}, named("web", "other")),
    ],
    "no path, which is all": [ingress([rule("a")]), ingress([{ host: "a" }], {}, second)],
  },
});
