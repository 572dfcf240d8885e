import { examine } from "./examine.ts";
import { c, hardened, spec } from "./pods.ts";

const namespace = (labels: unknown) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels },
});
const mode = "pod-security.kubernetes.io";
const enforce = (level: unknown, more = {}) => namespace({ [`${mode}/enforce`]: level, ...more });

examine("namespace.psaBaseline", {
  good: {
    baseline: enforce("baseline"),
    restricted: enforce("restricted"),
    "a version beside it": enforce("baseline", { [`${mode}/enforce-version`]: "v1.37" }),
    "another kind": { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: spec() },
  },
  bad: {
    "no labels": namespace(undefined),
    null: namespace(null),
    privileged: enforce("privileged"),
    "a warning alone": namespace({ [`${mode}/warn`]: "restricted" }),
    "upper case": enforce("Baseline"),
    "an annotation": {
      ...namespace({}),
      metadata: { name: "a", annotations: { [`${mode}/enforce`]: "baseline" } },
    },
  },
});

examine("namespace.psaRestricted", {
  good: { restricted: enforce("restricted"), "and more": enforce("restricted", { a: "b" }) },
  bad: {
    baseline: enforce("baseline", { [`${mode}/warn`]: "restricted" }),
    privileged: enforce("privileged"),
    "no labels": namespace(undefined),
    "an audit alone": namespace({ [`${mode}/audit`]: "restricted" }),
  },
});

examine("namespace.psaPrivileged", {
  good: {
    restricted: enforce("restricted"),
    "no labels": namespace(undefined),
    "baseline that warns of nothing": enforce("baseline", { [`${mode}/warn`]: "privileged" }),
    null: enforce(null),
  },
  bad: {
    privileged: enforce("privileged"),
    "privileged that warns": enforce("privileged", { [`${mode}/warn`]: "restricted" }),
    "privileged in kube-system": {
      ...enforce("privileged"),
      metadata: { name: "kube-system", labels: { [`${mode}/enforce`]: "privileged" } },
    },
  },
});

examine("namespace.psaLabels", {
  good: {
    enforce: enforce("privileged"),
    warn: namespace({ [`${mode}/warn`]: "baseline" }),
    audit: namespace({ a: "b", [`${mode}/audit`]: "baseline" }),
    "a version": namespace({ [`${mode}/enforce-version`]: "latest" }),
  },
  bad: {
    "no labels": namespace(undefined),
    "an empty map": namespace({}),
    others: namespace({ "kubernetes.io/metadata.name": "shop" }),
    "a label like it": namespace({ "pod-security.example.org/enforce": "restricted" }),
  },
});

const object = (apiVersion: string, kind: string, metadata: object) => ({
  apiVersion,
  kind,
  metadata: { name: "x", ...metadata },
});

examine("namespace.default", {
  good: {
    another: object("v1", "ConfigMap", { namespace: "shop" }),
    "a ClusterRole": object("rbac.authorization.k8s.io/v1", "ClusterRole", {}),
    "a Namespace": object("v1", "Namespace", { name: "shop" }),
    "a PersistentVolume": object("v1", "PersistentVolume", {}),
    "a StorageClass": object("storage.k8s.io/v1", "StorageClass", {}),
    "a definition": object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {}),
    "a webhook": object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", {}),
    "a name like it": object("apps/v1", "Deployment", { namespace: "default-backend" }),
    "a custom kind that may be of the cluster": object("example.org/v1", "Widget", {}),
  },
  bad: {
    default: object("apps/v1", "Deployment", { namespace: "default" }),
    nothing: object("apps/v1", "Deployment", {}),
    "an empty text": object("v1", "Service", { namespace: "" }),
    null: object("v1", "Secret", { namespace: null }),
    "a Role": object("rbac.authorization.k8s.io/v1", "Role", {}),
    "an Ingress": object("networking.k8s.io/v1", "Ingress", {}),
    "a ServiceAccount": object("v1", "ServiceAccount", {}),
    "a Lease": object("coordination.k8s.io/v1", "Lease", {}),
    "a custom kind": object("example.org/v1", "Widget", { namespace: "default" }),
  },
});

const labelled = (kind: string, labels: unknown) => object("v1", kind, { labels });

examine("metadata.requiredLabels", {
  parameters: { labels: ["owner", "app.kubernetes.io/name"], kinds: ["Namespace"] },
  good: {
    both: labelled("Namespace", { owner: "a", "app.kubernetes.io/name": "b" }),
    "another kind": labelled("ConfigMap", {}),
    more: labelled("Namespace", { owner: "a", "app.kubernetes.io/name": "b", c: "d" }),
  },
  bad: {
    one: labelled("Namespace", { owner: "a" }),
    none: labelled("Namespace", undefined),
    null: labelled("Namespace", { owner: null, "app.kubernetes.io/name": "b" }),
    annotations: object("v1", "Namespace", {
      annotations: { owner: "a", "app.kubernetes.io/name": "b" },
    }),
  },
});
examine("metadata.requiredLabels", {
  parameters: { labels: [{ key: "owner", allowedRegex: "^[a-z]+[.]shop$" }] },
  good: {
    "a fitting value": labelled("ConfigMap", { owner: "kate.shop" }),
    "in another kind": object("apps/v1", "Deployment", { labels: { owner: "bo.shop" } }),
  },
  bad: {
    "another value": labelled("ConfigMap", { owner: "kate" }),
    "an empty one": labelled("ConfigMap", { owner: "" }),
    none: labelled("Pod", {}),
  },
});
examine("metadata.requiredLabels", {
  parameters: { labels: { tier: "^(front|back)$" }, kinds: ["Pod", "Deployment"] },
  good: { "one of them": labelled("Pod", { tier: "front" }) },
  bad: {
    neither: labelled("Pod", { tier: "middle" }),
    "a label of the template": {
      ...object("apps/v1", "Deployment", {}),
      spec: { template: { metadata: { labels: { tier: "front" } }, spec: spec() } },
    },
  },
});
examine("metadata.requiredLabels", { good: { "no list": labelled("Pod", {}) }, bad: {} });

const deployment = (pod: object, where = "shop") => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: where },
  spec: { template: { metadata: { labels: { app: "web" } }, spec: pod } },
});
const perfect = { containers: [c({ securityContext: hardened })] };

examine("namespace.psaConflict", {
  good: {
    "a hardened pod": [enforce("restricted"), deployment(perfect)],
    "a plain pod under baseline": [enforce("baseline"), deployment(spec())],
    "anything under privileged": [enforce("privileged"), deployment(spec({ hostNetwork: true }))],
    "a warning alone": [namespace({ [`${mode}/warn`]: "restricted" }), deployment(spec())],
    "another namespace": [enforce("restricted"), deployment(spec(), "other")],
    "a namespace that is not in the stack": [deployment(spec({ hostPID: true }))],
  },
  bad: {
    "a plain pod under restricted": [enforce("restricted"), deployment(spec())],
    "the host's network under baseline": [
      enforce("baseline"),
      deployment({ ...perfect, hostNetwork: true }),
    ],
    "a host path under restricted": [
      enforce("restricted"),
      deployment({ ...perfect, volumes: [{ name: "v", hostPath: { path: "/" } }] }),
    ],
    "one of two": [enforce("restricted"), deployment(perfect), deployment(spec())],
    "default, where nothing is stated": [
      {
        ...enforce("restricted"),
        metadata: { name: "default", labels: { [`${mode}/enforce`]: "restricted" } },
      },
      { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: spec() },
    ],
  },
});
