import type { Manifest } from "../forms.ts";
import { examine } from "./examine.ts";
import { spec } from "./pods.ts";

const app = { app: "web" };
const deployment = (labels: unknown = app, namespace: string | null = "shop"): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace },
  spec: { selector: { matchLabels: app }, template: { metadata: { labels }, spec: spec() } },
});
const cronJob = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "job", namespace: "shop" },
  spec: {
    jobTemplate: { spec: { template: { metadata: { labels: { app: "job" } }, spec: spec() } } },
  },
};
const policy = (more: object, namespace: string | null = "shop"): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "p", namespace },
  spec: { podSelector: {}, ...more },
});
const namespace = (name = "shop", labels = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const forApp = { podSelector: { matchLabels: app } };
const both = { policyTypes: ["Ingress", "Egress"] };
const express = (operator: string, key: string, values?: string[]) => ({
  podSelector: { matchExpressions: [{ key, operator, values }] },
});

examine("netpol.dangling", {
  good: {
    "a match": [deployment(), policy(forApp)],
    "an empty selector without a workload": [policy({})],
    "null for the selector": [policy({ podSelector: null })],
    "a CronJob": [cronJob, policy({ podSelector: { matchLabels: { app: "job" } } })],
    "an expression": [deployment(), policy(express("In", "app", ["a", "web"]))],
    NotIn: [deployment(), policy(express("NotIn", "tier", ["a"]))],
    "default, stated once": [deployment(app, null), policy(forApp, "default")],
  },
  bad: {
    "another label": [deployment({ app: "db" }), policy(forApp)],
    "another namespace": [deployment(app, "other"), policy(forApp)],
    nothing: [policy(forApp)],
    "one pair of two": [deployment(), policy({ podSelector: { matchLabels: { ...app, a: "b" } } })],
    "labels of the object alone": [
      { ...deployment(undefined), metadata: { name: "x", namespace: "shop", labels: app } },
      policy({ podSelector: { matchLabels: { app: "x" } } }),
    ],
    Exists: [deployment(), policy(express("Exists", "tier"))],
  },
});

const peer = (from: object) => [deployment(), policy({ ...forApp, ingress: [{ from: [from] }] })];
const exit = (to: object) => [deployment(), policy({ ...forApp, egress: [{ to: [to] }] })];

examine("netpol.danglingPeer", {
  good: {
    "a match": peer({ podSelector: { matchLabels: app } }),
    "every pod": peer({ podSelector: {} }),
    "a network": exit({ ipBlock: { cidr: "10.0.0.0/8" } }),
    namespaces: peer({ namespaceSelector: { matchLabels: { a: "b" } } }),
    "pods of namespaces outside the stack": exit({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    }),
    "no rules": [deployment(), policy(forApp)],
  },
  bad: {
    "a source": peer({ podSelector: { matchLabels: { app: "db" } } }),
    "a destination": exit({ podSelector: { matchLabels: { app: "db" } } }),
    "the second peer": [
      deployment(),
      policy({
        ingress: [{ from: [{ podSelector: {} }, { podSelector: { matchLabels: { app: "x" } } }] }],
      }),
    ],
    "a workload elsewhere": [
      deployment({ app: "db" }, "other"),
      ...peer({ podSelector: { matchLabels: { app: "db" } } }),
    ],
  },
});

examine("netpol.defaultDenyMissing", {
  good: {
    "one for both": [namespace(), policy(both)],
    "one for each": [
      namespace(),
      policy({ policyTypes: ["Ingress"] }),
      policy({ policyTypes: ["Egress"] }),
    ],
    "empty lists of rules": [namespace(), policy({ ...both, ingress: [], egress: [] })],
    "an allowance beside it": [namespace(), policy(both), policy({ ...forApp, ingress: [{}] })],
    "no namespace in the stack": [policy(forApp)],
    "empty matchLabels": [namespace(), policy({ ...both, podSelector: { matchLabels: {} } })],
  },
  bad: {
    nothing: [namespace()],
    "ingress alone": [namespace(), policy({ policyTypes: ["Ingress"] })],
    "egress alone": [namespace(), policy({ policyTypes: ["Egress"] })],
    "no types, which is ingress": [namespace(), policy({})],
    "an empty list of egress without types": [namespace(), policy({ egress: [] })],
    "an allowance": [namespace(), policy({ ...both, ingress: [{}] })],
    "some pods": [namespace(), policy({ ...both, ...forApp })],
    "another namespace": [namespace(), policy(both, "other")],
    "one namespace of two": [namespace(), namespace("other"), policy(both)],
  },
});

examine("netpol.missing", {
  good: {
    "a match": [deployment(), policy(forApp)],
    "every pod": [deployment(), cronJob, policy({})],
    "an expression": [deployment(), policy(express("Exists", "app"))],
    "no workload": [namespace()],
    "in default": [deployment(app, null), policy({}, null)],
  },
  bad: {
    nothing: [deployment()],
    "another label": [deployment(), policy({ podSelector: { matchLabels: { app: "db" } } })],
    "another namespace": [deployment(), policy({}, "other")],
    "one workload of two": [deployment(), cronJob, policy(forApp)],
    "no labels": [deployment(undefined), policy({ podSelector: { matchLabels: { a: "b" } } })],
  },
});

examine("netpol.missingIngressAndEgress", {
  good: {
    both: [deployment(), policy({ ...forApp, ...both })],
    "one for each": [
      deployment(),
      policy({ ...forApp, policyTypes: ["Ingress"] }),
      policy({ policyTypes: ["Egress"] }),
    ],
    "egress by its rules": [deployment(), policy({ ...forApp, egress: [{}] })],
    "no workload": [policy(forApp)],
  },
  bad: {
    nothing: [deployment()],
    "no types, which is ingress": [deployment(), policy(forApp)],
    "ingress alone": [deployment(), policy({ policyTypes: ["Ingress"], egress: [{}] })],
    "egress alone": [deployment(), policy({ policyTypes: ["Egress"] })],
    "egress of another": [
      deployment(),
      policy({ ...forApp, policyTypes: ["Ingress"] }),
      policy({ podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Egress"] }),
    ],
  },
});

examine("netpol.namespaceWithoutPolicy", {
  good: {
    "a policy": [namespace(), policy(forApp)],
    "one for each": [namespace(), namespace("other"), policy({}), policy({}, "other")],
    "no namespace": [deployment()],
    default: [namespace("default"), policy({}, null)],
  },
  bad: {
    nothing: [namespace()],
    "another namespace": [namespace(), policy({}, "other")],
    "one of two": [namespace(), namespace("other"), policy({})],
    "a policy of another group": [
      namespace(),
      { ...policy({}), apiVersion: "crd.projectcalico.org/v1" },
    ],
  },
});
