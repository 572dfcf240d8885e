import { imageReference } from "../../../embedded/images/list.ts";
import { changed, inNamespace, type Scenario } from "./scenario.ts";

const namespace = "conform-workloads";

/** Words for programs that run something: a pod that starts and ends at once. */
export const running = `
const image = "${imageReference("local-path-helper")}";
const pod = (script, more = {}) => ({ terminationGracePeriodSeconds: 0,
  containers: [{ name: "app", image, imagePullPolicy: "Never", command: ["sh", "-c", script] }], ...more });
const app = (name, script, more = {}) => ({ selector: { matchLabels: { app: name } },
  template: { metadata: { labels: { app: name } }, spec: pod(script) }, ...more });
const job = (script, more = {}) => ({ template: { spec: pod(script, { restartPolicy: "Never" }) }, backoffLimit: 0, ...more });
`;

const first = inNamespace(
  namespace,
  `${running}
const web = new k8s.apps.v1.Deployment("web", { ...meta("web"), spec: app("web", "sleep 1000", { replicas: 2 }) });
export const webReady = web.status.readyReplicas.apply((n) => n > 0);
const auto = new k8s.apps.v1.Deployment("auto", { metadata: { namespace }, spec: app("auto", "sleep 1000") });
new k8s.apps.v1.Deployment("moved", { ...meta("moved"), spec: app("moved", "sleep 1000") });
const set = new k8s.apps.v1.StatefulSet("set", { ...meta("set"), spec: app("set", "sleep 1000", { serviceName: "set" }) });
export const setReady = set.status.readyReplicas;
const daemons = new k8s.apps.v1.DaemonSet("daemons", { ...meta("daemons"), spec: app("daemons", "sleep 1000") });
export const daemonsReady = daemons.status.numberReady.apply((n) => n > 0);
const once = new k8s.batch.v1.Job("once", { ...meta("once"), spec: job("true") });
export const succeeded = once.status.succeeded;
const alone = new k8s.core.v1.Pod("alone", { ...meta("alone"), spec: pod("sleep 1000") });
export const phase = alone.status.phase;
const service = new k8s.core.v1.Service("service", { ...meta("web"), spec: { selector: { app: "web" }, ports: [{ port: 80 }] } });
export const hasAddress = service.spec.clusterIP.apply((ip) => ip.length > 0);
const claim = new k8s.core.v1.PersistentVolumeClaim("claim", { ...meta("claim"),
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } } });
export const claimPhase = claim.status.phase;
new k8s.apps.v1.Deployment("unwaited", { ...meta("unwaited", { annotations: { "pulumi.com/skipAwait": "true" } }), spec: app("unwaited", "exit 1") });
new k8s.core.v1.Pod("waited-for", { ...meta("waited-for", { annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Running" } }),
  spec: pod("sleep 1000", { readinessGates: [{ conditionType: "none.example/never" }] }) });
new k8s.core.v1.Pod("conditioned", { ...meta("conditioned", { annotations: { "pulumi.com/waitFor": '["condition=PodScheduled", "jsonpath={.status.podIP}"]' } }),
  spec: pod("sleep 1000", { readinessGates: [{ conditionType: "none.example/never" }] }) });
new k8s.core.v1.ReplicationController("old-style", { ...meta("old-style"), spec: { selector: { app: "old-style" }, replicas: 1,
  template: { metadata: { labels: { app: "old-style" } }, spec: pod("sleep 1000") } } });
`,
);

const CHANGES: [from: string, to: string][] = [
  ["{ replicas: 2 }", "{ replicas: 1 }"],
  ['app("auto", "sleep 1000")', 'app("auto", "sleep 1001")'],
  ['app("moved", "sleep 1000")', 'app("moved-away", "sleep 1000")'],
  ['app("set", "sleep 1000"', 'app("set", "sleep 1001"'],
  ['app("daemons", "sleep 1000"', 'app("daemons", "sleep 1001"'],
  ['job("true")', 'job("true; true")'],
  ['...meta("alone"), spec: pod("sleep 1000")', '...meta("alone"), spec: pod("sleep 1001")'],
  ['storage: "1Mi"', 'storage: "1024Ki"'],
];
const moved: [from: string, to: string] = ["{ port: 80 }", "{ port: 81 }"];
const second = changed(first, CHANGES);

/** What runs: when it is ready, what changes it in place, and what replaces it. */
export const workloads: Scenario = {
  name: "workloads",
  namespace,
  steps: [
    { name: "creation", run: "up", program: first },
    { name: "nothing changed", run: "up" },
    { name: "a preview of another port", run: "preview", program: changed(first, [moved]) },
    { name: "a preview of changes", run: "preview", program: second },
    { name: "changes", run: "up", program: changed(second, [moved]) },
    { name: "refresh", run: "refresh" },
    { name: "deletion", run: "destroy" },
  ],
};
