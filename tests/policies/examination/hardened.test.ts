import assert from "node:assert/strict";

import { judgeStack } from "../../../policies/engine/evaluate.ts";
import { fromManifest } from "../../../policies/engine/normalise.ts";
import { Stack } from "../../../policies/engine/stack.ts";
import { rules } from "../../../policies/rules.ts";
import type { Manifest } from "../forms.ts";
import { hardened } from "./pods.ts";

const app = { "app.kubernetes.io/name": "web" };
const metadata = { name: "web", namespace: "shop", labels: app };
const image = `registry.example/shop/web:1.2@sha256:${"3f".repeat(32)}`;
const ids = { runAsUser: 20000, runAsGroup: 20000 };
const sizes = { cpu: "100m", memory: "64Mi", "ephemeral-storage": "64Mi" };

const container = (name: string, more: Manifest = {}): Manifest => ({
  name,
  image,
  imagePullPolicy: "Always",
  securityContext: { ...hardened, ...ids },
  resources: { requests: sizes, limits: sizes },
  volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  ...more,
});
const probe = (path: string, failureThreshold: number) => ({
  httpGet: { path, port: "http" },
  failureThreshold,
});
const pod = {
  serviceAccountName: "web",
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    fsGroup: 20000,
    seccompProfile: { type: "RuntimeDefault" },
  },
  initContainers: [container("prepare")],
  containers: [
    container("web", {
      ports: [{ name: "http", containerPort: 8080 }],
      env: [{ name: "PASSWORD_FILE", value: "/run/secrets/password" }],
      livenessProbe: probe("/live", 5),
      readinessProbe: probe("/ready", 2),
    }),
  ],
  volumes: [
    { name: "tmp", emptyDir: { sizeLimit: "32Mi" } },
    { name: "password", secret: { secretName: "db" } },
  ],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: {
            topologyKey: "kubernetes.io/hostname",
            labelSelector: { matchLabels: app },
          },
        },
      ],
    },
  },
  topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(
    (topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: app },
    }),
  ),
};
const template = { metadata: { labels: app }, spec: pod };
const object = (apiVersion: string, kind: string, more: Manifest = {}): Manifest => ({
  apiVersion,
  kind,
  metadata,
  ...more,
});
const network = "networking.k8s.io/v1";

const fixed = (kind: string) =>
  object("apps/v1", kind, { spec: { replicas: 3, selector: { matchLabels: app }, template } });
const around: Manifest[] = [
  {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  },
  object("v1", "ServiceAccount", { automountServiceAccountToken: false }),
  object(network, "NetworkPolicy", {
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  }),
  object(network, "NetworkPolicy", {
    metadata: { ...metadata, name: "dns" },
    spec: {
      podSelector: { matchLabels: app },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [{ port: 53, protocol: "UDP" }],
        },
      ],
    },
  }),
  object("policy/v1", "PodDisruptionBudget", {
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: app },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  }),
  object("v1", "Service", { spec: { selector: app, ports: [{ name: "http", port: 80 }] } }),
  object(network, "Ingress", {
    spec: {
      tls: [{ hosts: ["shop.example"], secretName: "tls" }],
      rules: [
        {
          host: "shop.example",
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "web", port: { name: "http" } } },
              },
            ],
          },
        },
      ],
    },
  }),
  object("v1", "ConfigMap", { data: { "log.level": "info", "token.ttl": "1h" } }),
  object("v1", "Secret", { metadata: { ...metadata, name: "db" }, stringData: { password: "x" } }),
  object("rbac.authorization.k8s.io/v1", "Role", {
    rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["web"], verbs: ["get"] }],
  }),
  object("rbac.authorization.k8s.io/v1", "RoleBinding", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "web" },
    subjects: [{ kind: "ServiceAccount", name: "web", namespace: "shop" }],
  }),
];

const scaled: Manifest[] = [
  object("apps/v1", "Deployment", { spec: { selector: { matchLabels: app }, template } }),
  object("autoscaling/v2", "HorizontalPodAutoscaler", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 3,
      maxReplicas: 9,
    },
  }),
];
const job = {
  ...template,
  spec: { ...pod, restartPolicy: "Never", containers: [container("job")] },
};

describe("a hardened stack", () => {
  const stacks: Record<string, Manifest[]> = {
    "a Deployment": [fixed("Deployment")],
    "a StatefulSet": [fixed("StatefulSet")],
    "a Deployment under an autoscaler": scaled,
    "a DaemonSet": [
      object("apps/v1", "DaemonSet", { spec: { selector: { matchLabels: app }, template } }),
    ],
    "a CronJob beside it": [
      fixed("Deployment"),
      object("batch/v1", "CronJob", {
        spec: { schedule: "@daily", jobTemplate: { spec: { template: job } } },
      }),
    ],
  };
  for (const [what, own] of Object.entries(stacks)) {
    it(`with ${what} has nothing that any rule reports`, () => {
      const all = [...around, ...own].flatMap((one) => fromManifest(one, { label: "subject" }));
      const stack = new Stack(all);
      const said = rules.flatMap((rule) =>
        judgeStack(rule, stack).map(({ field, object }) => `${rule.id}: ${object.kind} ${field}`),
      );
      assert.deepEqual(said, []);
    });
  }
});
