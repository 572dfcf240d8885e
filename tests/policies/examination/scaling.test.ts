import type { Manifest } from "../forms.ts";
import { examine } from "./examine.ts";
import { app, deployment, shop, workload } from "./workloads.ts";

const autoscaler = (more: object = {}, metadata: object = shop, target: object = {}): Manifest => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web", ...target },
    maxReplicas: 9,
    ...more,
  },
});
const named = (name: string, namespace = "shop") => ({ name, namespace });

examine("hpa.duplicate", {
  good: {
    one: [deployment(), autoscaler()],
    "two targets": [autoscaler(), autoscaler({}, named("b"), { name: "b" })],
    "two namespaces": [autoscaler(), autoscaler({}, named("web", "other"))],
    "two kinds": [autoscaler(), autoscaler({}, named("b"), { kind: "StatefulSet" })],
  },
  bad: {
    two: [autoscaler(), autoscaler({}, named("b"))],
    "two versions": [autoscaler(), { ...autoscaler({}, named("b")), apiVersion: "autoscaling/v1" }],
    three: [autoscaler(), autoscaler({}, named("b")), autoscaler({}, named("c"))],
    "default, stated once": [autoscaler({}, { name: "a" }), autoscaler({}, named("b", "default"))],
  },
});

examine("hpa.replicasConflict", {
  good: {
    "nothing stated": [deployment(), autoscaler()],
    null: [deployment(null), autoscaler()],
    "no autoscaler": [deployment(3)],
    "another target": [deployment(3), autoscaler({}, shop, { name: "db" })],
    "another namespace": [deployment(3), autoscaler({}, named("web", "other"))],
  },
  bad: {
    "a number": [deployment(3), autoscaler()],
    one: [deployment(1), autoscaler()],
    "a StatefulSet": [workload("StatefulSet", 2), autoscaler({}, shop, { kind: "StatefulSet" })],
    "an autoscaler that comes first": [autoscaler(), deployment(2)],
  },
});

examine("hpa.targetMissing", {
  good: {
    "a Deployment": [deployment(), autoscaler()],
    "a StatefulSet": [workload("StatefulSet", 1), autoscaler({}, shop, { kind: "StatefulSet" })],
    "a custom kind": [
      { apiVersion: "example.org/v1", kind: "Shard", metadata: shop },
      autoscaler({}, shop, { apiVersion: "example.org/v1", kind: "Shard" }),
    ],
    default: [deployment(1, app, { name: "web" }), autoscaler({}, named("a", "default"))],
  },
  bad: {
    nothing: [autoscaler()],
    "another name": [deployment(1, app, named("api")), autoscaler()],
    "another kind": [workload("StatefulSet", 1), autoscaler()],
    "another namespace": [deployment(1, app, named("web", "other")), autoscaler()],
  },
});

const budget = (
  more: object,
  selector: unknown = { matchLabels: app },
  namespace = "shop",
): Manifest => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "web", namespace },
  spec: { selector, ...more },
});

examine("pdb.missing", {
  good: {
    "a budget": [deployment(3), budget({ maxUnavailable: 1 })],
    "one replica": [deployment(1)],
    "nothing stated": [deployment()],
    "an empty selector": [deployment(3), budget({ maxUnavailable: 1 }, {})],
    "an expression": [
      workload("StatefulSet", 3),
      budget({}, { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] }),
    ],
    "a DaemonSet": [workload("DaemonSet", undefined)],
  },
  bad: {
    nothing: [deployment(2)],
    "a StatefulSet": [workload("StatefulSet", 3)],
    "another label": [deployment(2), budget({}, { matchLabels: { app: "db" } })],
    "another namespace": [deployment(2), budget({}, { matchLabels: app }, "other")],
    "one of two": [deployment(2), deployment(2, { app: "db" }, named("db")), budget({})],
  },
});
examine("pdb.missing", {
  parameters: { minReplicas: 4 },
  good: { "three of four": [deployment(3)] },
  bad: { "four of four": [deployment(4)] },
});

examine("pdb.minAvailableVsReplicas", {
  good: {
    fewer: [deployment(3), budget({ minAvailable: 2 })],
    maxUnavailable: [deployment(1), budget({ maxUnavailable: 1 })],
    "another workload": [deployment(1), budget({ minAvailable: 5 }, { matchLabels: { a: "b" } })],
    "a percentage": [deployment(3), budget({ minAvailable: "50%" })],
    "another namespace": [
      deployment(1),
      budget({ minAvailable: 1 }, { matchLabels: app }, "other"),
    ],
  },
  bad: {
    "as many": [deployment(3), budget({ minAvailable: 3 })],
    more: [workload("StatefulSet", 2), budget({ minAvailable: 5 })],
    "one of one, which is not stated": [deployment(), budget({ minAvailable: 1 })],
    "an empty selector": [deployment(2), budget({ minAvailable: 2 }, {})],
  },
});

examine("pdb.minAvailableVsHpa", {
  good: {
    fewer: [deployment(), autoscaler({ minReplicas: 3 }), budget({ minAvailable: 2 })],
    half: [deployment(), autoscaler({ minReplicas: 2 }), budget({ minAvailable: "50%" })],
    maxUnavailable: [deployment(), autoscaler({ minReplicas: 1 }), budget({ maxUnavailable: 1 })],
    "no autoscaler": [deployment(1), budget({ minAvailable: 1 })],
    "another budget": [
      deployment(),
      autoscaler({ minReplicas: 1 }),
      budget({ minAvailable: 1 }, { matchLabels: { app: "db" } }),
    ],
  },
  bad: {
    "as many": [deployment(), autoscaler({ minReplicas: 2 }), budget({ minAvailable: 2 })],
    more: [deployment(), autoscaler({ minReplicas: 2 }), budget({ minAvailable: 3 })],
    "one of one, which is not stated": [deployment(), autoscaler(), budget({ minAvailable: 1 })],
    all: [deployment(), autoscaler({ minReplicas: 4 }), budget({ minAvailable: "100%" })],
  },
});
