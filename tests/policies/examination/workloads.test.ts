import { examine, examinePods } from "./examine.ts";
import { spec } from "./pods.ts";

const metadata = { name: "x", namespace: "shop" };
const labels = { app: "web" };
const replicated = (kind: string, replicas: unknown, pod: object = {}, more: object = {}) => ({
  apiVersion: kind === "ReplicationController" ? "v1" : "apps/v1",
  kind,
  metadata,
  spec: { replicas, template: { metadata: { labels }, spec: spec(pod) }, ...more },
});
const term = (selector: unknown, more = {}) => ({
  labelSelector: selector,
  topologyKey: "kubernetes.io/hostname",
  ...more,
});
const apart = (...required: object[]) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
});
const rather = (podAffinityTerm: object) => ({
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm }],
    },
  },
});

for (const kind of ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]) {
  examine("workload.antiAffinity", {
    good: {
      [`one replica of a ${kind}`]: replicated(kind, 1),
      [`no number in a ${kind}`]: replicated(kind, undefined),
      [`a required term in a ${kind}`]: replicated(kind, 3, apart(term({ matchLabels: labels }))),
      [`a preferred term in a ${kind}`]: replicated(kind, 3, rather(term({ matchLabels: labels }))),
      [`an expression in a ${kind}`]: replicated(
        kind,
        3,
        apart(term({ matchExpressions: [{ key: "app", operator: "In", values: ["a", "web"] }] })),
      ),
    },
    bad: {
      [`nothing in a ${kind}`]: replicated(kind, 2),
      [`other pods in a ${kind}`]: replicated(kind, 2, apart(term({ matchLabels: { app: "db" } }))),
      [`no selector in a ${kind}`]: replicated(kind, 2, apart(term(undefined))),
      [`affinity in a ${kind}`]: replicated(kind, 2, {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [term({ matchLabels: labels })],
          },
        },
      }),
      [`another namespace in a ${kind}`]: replicated(
        kind,
        2,
        apart(term({ matchLabels: labels }, { namespaces: ["other"] })),
      ),
    },
  });
  examine("workload.minReplicas", {
    good: {
      [`two of a ${kind}`]: replicated(kind, 2),
      [`many of a ${kind}`]: replicated(kind, 50),
      [`none stated for a ${kind} under an autoscaler`]: [
        replicated(kind, undefined),
        {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata,
          spec: {
            scaleTargetRef: {
              apiVersion: kind === "ReplicationController" ? "v1" : "apps/v1",
              kind,
              name: "x",
            },
          },
        },
      ],
    },
    bad: {
      [`one of a ${kind}`]: replicated(kind, 1),
      [`none of a ${kind}`]: replicated(kind, 0),
      [`nothing stated in a ${kind}, which is one`]: replicated(kind, undefined),
      [`null in a ${kind}`]: replicated(kind, null),
    },
  });
  examine("workload.minReplicas", {
    parameters: { min: 3, max: 5 },
    good: {
      [`three of a ${kind}`]: replicated(kind, 3),
      [`five of a ${kind}`]: replicated(kind, 5),
    },
    bad: { [`two of a ${kind}`]: replicated(kind, 2), [`six of a ${kind}`]: replicated(kind, 6) },
  });
  const spread = (...keys: string[]) => ({
    topologySpreadConstraints: keys.map((topologyKey) => ({ topologyKey, maxSkew: 1 })),
  });
  examine("workload.topologySpread", {
    good: {
      [`two of a ${kind}`]: replicated(kind, 2),
      [`both keys in a ${kind}`]: replicated(
        kind,
        3,
        spread("topology.kubernetes.io/zone", "kubernetes.io/hostname"),
      ),
      [`more keys in a ${kind}`]: replicated(
        kind,
        9,
        spread("a/rack", "kubernetes.io/hostname", "topology.kubernetes.io/zone"),
      ),
      [`no number in a ${kind}`]: replicated(kind, undefined),
    },
    bad: {
      [`nothing in a ${kind}`]: replicated(kind, 3),
      [`the host alone in a ${kind}`]: replicated(kind, 3, spread("kubernetes.io/hostname")),
      [`the zone alone in a ${kind}`]: replicated(kind, 3, spread("topology.kubernetes.io/zone")),
      [`the region in a ${kind}`]: replicated(
        kind,
        3,
        spread("kubernetes.io/hostname", "topology.kubernetes.io/region"),
      ),
    },
  });
  examine("workload.topologySpreadAny", {
    good: {
      [`a key in a ${kind}`]: replicated(kind, 3, spread("a/rack")),
      [`two keys in a ${kind}`]: replicated(kind, 1, spread("a/rack", "a/row")),
    },
    bad: {
      [`nothing in a ${kind}`]: replicated(kind, 3),
      [`an empty list in a ${kind}`]: replicated(kind, 3, spread()),
      [`null in a ${kind}`]: replicated(kind, 3, { topologySpreadConstraints: null }),
      [`anti-affinity in a ${kind}`]: replicated(kind, 3, apart(term({ matchLabels: labels }))),
    },
  });
}

const selecting = (kind: string, selector: unknown, own: object | undefined = labels) => ({
  apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
  kind,
  metadata,
  spec: { selector, template: { metadata: { labels: own }, spec: spec() } },
});

for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]) {
  const more = { ...labels, tier: "front" };
  const express = (operator: string, key: string, values?: string[]) => ({
    matchExpressions: [{ key, operator, values }],
  });
  examine("workload.selectorMismatch", {
    good: {
      [`equal labels in a ${kind}`]: selecting(kind, { matchLabels: labels }),
      [`more labels in a ${kind}`]: selecting(kind, { matchLabels: labels }, more),
      [`an expression in a ${kind}`]: selecting(kind, express("In", "app", ["a", "web"])),
      [`Exists in a ${kind}`]: selecting(kind, express("Exists", "app")),
      [`NotIn in a ${kind}`]: selecting(kind, express("NotIn", "tier", ["back"])),
    },
    bad: {
      [`another value in a ${kind}`]: selecting(kind, { matchLabels: { app: "db" } }),
      [`another key in a ${kind}`]: selecting(kind, { matchLabels: more }),
      [`no labels in a ${kind}`]: selecting(kind, { matchLabels: labels }, {}),
      [`an expression in a ${kind}`]: selecting(kind, express("NotIn", "app", ["web"])),
      [`both, of which one fails, in a ${kind}`]: selecting(kind, {
        matchLabels: labels,
        ...express("DoesNotExist", "app"),
      }),
      [`no selector in a ${kind}`]: selecting(kind, undefined),
      [`an empty selector in a ${kind}`]: selecting(kind, {}),
    },
  });
}
examine("workload.selectorMismatch", {
  good: {
    "a Job, whose selector the server makes": selecting("Job", undefined),
    "a ReplicationController without a selector": replicated("ReplicationController", 1),
    "a ReplicationController": replicated("ReplicationController", 1, {}, { selector: labels }),
    "a Deployment of old, whose selector the server made": {
      ...selecting("Deployment", undefined),
      apiVersion: "extensions/v1beta1",
    },
  },
  bad: {
    "a ReplicationController": replicated("ReplicationController", 1, {}, { selector: { a: "b" } }),
  },
});

const bare = (more: object) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { ...metadata, ...more },
  spec: spec(),
});
const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "r", uid: "u", controller: true };

examine("workload.nakedPod", {
  good: {
    "a Deployment": replicated("Deployment", 1),
    "an owned pod": bare({ ownerReferences: [owner] }),
    "a template": { apiVersion: "v1", kind: "PodTemplate", metadata, template: { spec: spec() } },
    "another kind": { apiVersion: "v1", kind: "ConfigMap", metadata },
  },
  bad: {
    "a pod": bare({}),
    "no owners": bare({ ownerReferences: [] }),
    null: bare({ ownerReferences: null }),
    "labels of a Deployment": bare({ labels: { ...labels, "pod-template-hash": "a" } }),
  },
});

const tolerates = (...tolerations: object[]) => spec({ tolerations });

examinePods("workload.controlPlaneToleration", {
  good: {
    none: spec(),
    another: tolerates({ key: "node.kubernetes.io/not-ready", operator: "Exists" }),
    "a key of the project": tolerates({ key: "gpu", value: "true", effect: "NoSchedule" }),
    null: spec({ tolerations: null }),
  },
  bad: {
    "the control plane": tolerates({
      key: "node-role.kubernetes.io/control-plane",
      operator: "Exists",
      effect: "NoSchedule",
    }),
    "the master": tolerates({ key: "node-role.kubernetes.io/master", effect: "NoSchedule" }),
    "the second": tolerates({ key: "a" }, { key: "node-role.kubernetes.io/control-plane" }),
    "every taint": tolerates({ operator: "Exists" }),
  },
});
