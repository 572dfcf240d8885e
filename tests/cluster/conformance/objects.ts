import { changed, inNamespace, type Scenario } from "./scenario.ts";

const namespace = "conform-objects";

/** Objects that are ready when they exist: what makes and changes them, and what replaces them. */
const first = inNamespace(
  namespace,
  `
const auto = new k8s.core.v1.ConfigMap("auto", { metadata: { namespace }, data: { a: "1" } });
export const autoName = auto.metadata.name;
new k8s.core.v1.ConfigMap("fixed", { ...meta("fixed", { labels: { x: "1", gone: "1" } }), data: { a: "1" } });
new k8s.core.v1.ConfigMap("frozen", { ...meta("frozen"), immutable: true, data: { a: "1" } });
new k8s.core.v1.ConfigMap("binary", { ...meta("binary"), binaryData: { a: "AAEC" } });
new k8s.core.v1.ConfigMap("empty", { ...meta("empty", { annotations: {} }), data: {} });
new k8s.core.v1.ConfigMap("hidden", { ...meta("hidden"), data: { a: pulumi.secret("hush"), b: "open" } });
new k8s.core.v1.Secret("words", { ...meta("words"), stringData: { a: "hush" } });
new k8s.core.v1.Secret("bytes", { ...meta("bytes"), data: { a: "aHVzaA==" } });
new k8s.core.v1.Secret("auto-secret", { metadata: { namespace }, stringData: { a: "hush" }, data: { b: "aHVzaA==" } });
const sa = new k8s.core.v1.ServiceAccount("sa", meta("sa"));
export const account = sa.metadata.name;
new k8s.core.v1.ResourceQuota("quota", { ...meta("quota"), spec: { hard: { pods: 10, "requests.cpu": "1000m", "requests.memory": "1024Mi" } } });
new k8s.core.v1.LimitRange("limits", { ...meta("limits"), spec: { limits: [{ type: "Container", max: { cpu: "2000m" }, defaultRequest: { cpu: 0.05 } }] } });
new k8s.core.v1.Service("headless", { ...meta("headless"), spec: { clusterIP: "None", selector: { app: "none" }, ports: [{ port: 80 }] } });
new k8s.core.v1.Service("bare", { ...meta("bare"), spec: { ports: [{ port: 80, targetPort: 8080, name: "http" }] } });
new k8s.core.v1.Service("named", { ...meta("named"), spec: { type: "ExternalName", externalName: "example.com" } });
new k8s.rbac.v1.Role("role", { ...meta("role"), rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] });
new k8s.rbac.v1.RoleBinding("binding", { ...meta("binding"), roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "role" },
  subjects: [{ kind: "ServiceAccount", name: "sa", namespace }] });
new k8s.networking.v1.NetworkPolicy("deny", { ...meta("deny"), spec: { podSelector: {}, policyTypes: ["Ingress"] } });
new k8s.policy.v1.PodDisruptionBudget("pdb", { ...meta("pdb"), spec: { maxUnavailable: 1, selector: { matchLabels: { app: "none" } } } });
new k8s.batch.v1.CronJob("nightly", { ...meta("nightly"), spec: { schedule: "0 3 * * *", suspend: true, jobTemplate: { spec: { template: { spec: {
  restartPolicy: "Never", containers: [{ name: "a", image: "none", resources: { requests: { cpu: 0.5, memory: "1024Mi" } } }] } } } } } });
new k8s.autoscaling.v2.HorizontalPodAutoscaler("hpa", { ...meta("hpa"), spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "none" },
  metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }] } });
new k8s.scheduling.v1.PriorityClass("priority", { metadata: { name: "${namespace}" }, value: 10 });
new k8s.storage.v1.StorageClass("class", { metadata: { name: "${namespace}" }, provisioner: "example.com/none", parameters: { a: "1" } });
new k8s.core.v1.ConfigMap("hook", { ...meta("hook", { annotations: { "helm.sh/hook": "test" } }) });
new k8s.core.v1.ConfigMap("odd", { ...meta("odd", { lables: { a: "1" } }), data: { a: "1" } });
new k8s.rbac.v1.ClusterRole("cluster-role", { metadata: { name: "${namespace}", namespace: "stray" }, rules: [] });
`,
);

/** Each change is one of a kind: the record tells what the change of a field leads to. */
const CHANGES: [from: string, to: string][] = [
  [
    '{ metadata: { namespace }, data: { a: "1" } }',
    '{ metadata: { namespace }, data: { a: "2" } }',
  ],
  ['labels: { x: "1", gone: "1" } }), data: { a: "1" }', 'labels: { x: "2" } }), data: { a: "1" }'],
  ['immutable: true, data: { a: "1" }', 'immutable: true, data: { a: "2" }'],
  ['binaryData: { a: "AAEC" }', 'binaryData: { a: "AAED" }'],
  [
    '...meta("words"), stringData: { a: "hush" }',
    '...meta("words"), stringData: { a: "hush", b: "now" }',
  ],
  ['"requests.cpu": "1000m"', '"requests.cpu": "2"'],
  ['max: { cpu: "2000m" }', "max: { cpu: 2 }"],
  [
    '{ port: 80, targetPort: 8080, name: "http" }',
    '{ port: 80, targetPort: 8080, name: "http" }, { port: 81, name: "more" }',
  ],
  ['clusterIP: "None"', 'clusterIP: "None", publishNotReadyAddresses: false'],
  ['verbs: ["get"]', 'verbs: ["get", "list"]'],
  ['kind: "Role", name: "role"', 'kind: "Role", name: "other"'],
  [
    'policyTypes: ["Ingress"]',
    'policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }] }]',
  ],
  ["cpu: 0.5, memory", 'cpu: "500m", memory'],
  ["suspend: true", "suspend: true, concurrencyPolicy: 'Forbid'"],
  ["averageUtilization: 80", "averageUtilization: 70"],
  ["value: 10", "value: 10, description: 'low'"],
  ['parameters: { a: "1" }', 'parameters: { a: "2" }'],
  ['meta("sa")', 'meta("sa", { annotations: { "a.b/c": "1" } })'],
  ['...meta("bytes"), data: { a: "aHVzaA==" }', '...meta("bytes-2"), data: { a: "aHVzaA==" }'],
];

/** One field in the place of another that it excludes. */
const INSTEAD: [from: string, to: string] = ["maxUnavailable: 1", "minAvailable: 1"];

const exclusive = changed(first, [INSTEAD]);
const second = changed(first, CHANGES);

export const objects: Scenario = {
  name: "objects",
  namespace,
  steps: [
    { name: "a preview of all that is new", run: "preview", program: first },
    { name: "creation", run: "up" },
    { name: "nothing changed", run: "up" },
    { name: "a preview of a field instead of another", run: "preview", program: exclusive },
    { name: "a preview of changes", run: "preview", program: second },
    { name: "changes", run: "up", program: changed(second, [INSTEAD]) },
    { name: "refresh without drift", run: "refresh" },
    { name: "deletion", run: "destroy" },
  ],
};
