import { inNamespace, type Scenario } from "./scenario.ts";
import { running } from "./workloads.ts";

const namespace = "conform-failures";
const soon = '{ annotations: { "pulumi.com/timeoutSeconds": "6" } }';

const failing = inNamespace(
  namespace,
  `${running}
const unready = { readinessGates: [{ conditionType: "none.example/never" }] };
const never = (name, more = {}) => ({ ...app(name, "exit 3", more),
  template: { metadata: { labels: { app: name } }, spec: pod("exit 3", unready) } });
const short = { customTimeouts: { create: "6s", update: "6s" } };
new k8s.apps.v1.Deployment("no-image", { ...meta("no-image"), spec: { ...app("no-image", "true"),
  template: { metadata: { labels: { app: "no-image" } }, spec: { containers: [{ name: "app", image: "localhost/none:1", imagePullPolicy: "Never" }] } } } }, short);
new k8s.apps.v1.StatefulSet("set", { ...meta("set", ${soon}), spec: never("set", { serviceName: "set" }) });
new k8s.apps.v1.DaemonSet("daemons", { ...meta("daemons", ${soon}), spec: never("daemons") });
new k8s.batch.v1.Job("failing", { ...meta("failing"), spec: job("echo it broke; exit 3") });
new k8s.core.v1.Pod("crashing", { ...meta("crashing", ${soon}), spec: pod("exit 3", unready) });
new k8s.core.v1.PersistentVolumeClaim("claim", { ...meta("claim", ${soon}), spec: { storageClassName: "none",
  accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } } });
new k8s.networking.v1.Ingress("ingress", { ...meta("ingress", ${soon}), spec: { rules: [{ http: { paths: [{ path: "/", pathType: "Prefix",
  backend: { service: { name: "none", port: { number: 80 } } } }] } }] } });
new k8s.core.v1.Service("balanced", { ...meta("balanced", ${soon}), spec: { type: "LoadBalancer", ports: [{ port: 80 }] } });
new k8s.core.v1.ConfigMap("never", { ...meta("never", { annotations: { "pulumi.com/timeoutSeconds": "4", "pulumi.com/waitFor": "jsonpath={.data.b}" } }), data: { a: "1" } });
new k8s.core.v1.ConfigMap("no-condition", { ...meta("no-condition", { annotations: { "pulumi.com/timeoutSeconds": "4", "pulumi.com/waitFor": "condition=Ready" } }) });
new k8s.core.v1.ConfigMap("bad-wait", { ...meta("bad-wait", { annotations: { "pulumi.com/waitFor": "ready" } }) });
new k8s.core.v1.Service("bad-port", { ...meta("bad-port"), spec: { ports: [{ port: 99999 }] } });
new k8s.core.v1.ConfigMap("bad-name", { ...meta("No_Name"), data: { a: "1" } });
new k8s.core.v1.Service("bad-type", { ...meta("bad-type"), spec: { ports: [{ port: "http" }] } });
new k8s.core.v1.ConfigMap("homeless", { metadata: { name: "homeless", namespace: "conform-nowhere" } });
new k8s.apiextensions.CustomResource("unknown-kind", { apiVersion: "conform.test/v1", kind: "Nothing", ...meta("unknown-kind") });
`,
);
/** What is refused by the provider or in a dry run: a preview ends with it. */
const REFUSED: [name: string, body: string][] = [
  [
    "a change that the server refuses",
    'new k8s.core.v1.ConfigMap("fine", { ...meta("fine", { labels: { a: "no good" } }), data: { a: "1" } });',
  ],
  [
    "an object that the server refuses",
    'new k8s.core.v1.Service("bad-port", { ...meta("bad-port"), spec: { ports: [{ port: 99999 }] } });',
  ],
  ["a list", 'new k8s.core.v1.ConfigMapList("list", { items: [] });'],
  [
    "a patch of something without a name",
    'new k8s.core.v1.ConfigMapPatch("nameless", { metadata: { namespace }, data: { a: "1" } });',
  ],
  [
    "a name that the server is to make",
    'new k8s.core.v1.ConfigMap("generated", { metadata: { namespace, generateName: "generated-" } });',
  ],
];
const mended = inNamespace(
  namespace,
  `${running}
new k8s.apps.v1.Deployment("no-image", { ...meta("no-image"), spec: app("no-image", "sleep 1000") });
new k8s.batch.v1.Job("failing", { ...meta("failing", { annotations: { "pulumi.com/replaceUnready": "true" } }), spec: job("echo it broke; exit 3") });
new k8s.core.v1.ConfigMap("never", { ...meta("never"), data: { a: "1" } });
new k8s.core.v1.ConfigMap("fine", { ...meta("fine"), data: { a: "1" } });
`,
);
const refused = mended
  .replace('...meta("fine")', '...meta("fine", { labels: { a: "no good" } })')
  .replace('app("no-image", "sleep 1000")', 'app("no-image", "sleep 1000", { replicas: -1 })');

/** What cannot become ready or cannot be made: what is said, and what the state remembers. */
export const failures: Scenario = {
  name: "failures",
  namespace,
  steps: [
    { name: "a namespace", run: "up", program: inNamespace(namespace, "") },
    { name: "what fails", run: "up", program: failing },
    { name: "refresh of what failed", run: "refresh" },
    { name: "a preview of what mends it", run: "preview", program: mended },
    { name: "what mends it", run: "up" },
    { name: "a refused change", run: "up", program: refused },
    { name: "the change taken back", run: "up", program: mended },
    ...REFUSED.map(([name, body]) => ({
      name,
      run: "preview" as const,
      program: inNamespace(namespace, body),
    })),
  ],
};
