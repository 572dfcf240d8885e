import { antiAffinity } from "../../../policies/reliability/anti-affinity.ts";
import { defaultReplicas } from "../../../policies/reliability/default-replicas.ts";
import { deprecatedApi } from "../../../policies/reliability/deprecated-api.ts";
import { hpaMinReplicas } from "../../../policies/reliability/hpa-min-replicas.ts";
import { minReplicas } from "../../../policies/reliability/min-replicas.ts";
import { nakedPod } from "../../../policies/reliability/naked-pod.ts";
import { pdbUnhealthyEvictionPolicy } from "../../../policies/reliability/pdb-unhealthy-eviction-policy.ts";
import { pdbZeroDisruption } from "../../../policies/reliability/pdb-zero-disruption.ts";
import { requiredLabels } from "../../../policies/reliability/required-labels.ts";
import { selectorMismatch } from "../../../policies/reliability/selector-mismatch.ts";
import { topologySpreadAny } from "../../../policies/reliability/topology-spread-any.ts";
import { topologySpread } from "../../../policies/reliability/topology-spread.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const object = (apiVersion: string, kind: string, rest: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name: "x", namespace: "shop" },
  ...rest,
});

objectCases(deprecatedApi, [
  ...[
    ["apps/v1", "Deployment"],
    ["v1", "Pod"],
    ["autoscaling/v2", "HorizontalPodAutoscaler"],
    ["example.com/v1alpha1", "Deployment"],
    ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"],
    ["storage.k8s.io/v1beta1", "SomethingNew"],
    ["coordination.k8s.io/v1beta1", "LeaseCandidate"],
  ].map(([version, kind]) => allows(`${version} ${kind}`, object(version!, kind!))),
  ...[
    ["extensions/v1beta1", "Ingress"],
    ["apps/v1beta2", "Deployment"],
    ["batch/v1beta1", "CronJob"],
    ["policy/v1beta1", "PodSecurityPolicy"],
    ["auditregistration.k8s.io/v1alpha1", "AuditSink"],
    ["policy/v1beta1", "PodDisruptionBudget"],
    ["autoscaling/v2beta2", "HorizontalPodAutoscaler"],
    ["networking.k8s.io/v1beta1", "Ingress"],
    ["rbac.authorization.k8s.io/v1beta1", "Role"],
    ["flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"],
    ["resource.k8s.io/v1beta1", "ResourceClaim"],
    ["apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"],
  ].map(([version, kind]) => denies(`${version} ${kind}`, object(version!, kind!), ["apiVersion"])),
]);

const scaler = (spec: object) => object("autoscaling/v2", "HorizontalPodAutoscaler", { spec });
objectCases(hpaMinReplicas, [
  allows("two", scaler({ minReplicas: 2 })),
  denies("one", scaler({ minReplicas: 1 }), ["spec.minReplicas"]),
  denies("the default", scaler({}), ["spec.minReplicas"]),
  denies("two where three are asked for", scaler({ minReplicas: 2 }), ["spec.minReplicas"], {
    min: 3,
  }),
  allows("three where three are asked for", scaler({ minReplicas: 3 }), { min: 3 }),
  cannotDecide("an unknown number", scaler({ minReplicas: unknownMark }), ["spec.minReplicas"]),
]);

const labelled = (labels: unknown, kind = "Service") => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "x", labels },
});
const team = { labels: ["team"] };
const pattern = { labels: [{ key: "team", allowedRegex: "^[a-z]+$" }], kinds: ["Service"] };
const label = ['metadata.labels["team"]'];
objectCases(requiredLabels, [
  allows("everything without a list", labelled({})),
  allows("the label", labelled({ team: "shop" }), team),
  denies("its absence", labelled({ other: "shop" }), label, team),
  denies("the absence of all labels", labelled(undefined), label, team),
  allows("a value of the form", labelled({ team: "shop" }), pattern),
  denies("a value not of the form", labelled({ team: "SHOP" }), label, pattern),
  denies("a value not of a form in a map", labelled({ team: "1" }), label, {
    labels: { team: "^[a-z]+$" },
  }),
  allows("another kind", labelled({}, "ConfigMap"), pattern),
  denies("any kind of *", labelled({}), label, { ...team, kinds: ["*"] }),
  denies("a kind of its own block", labelled({}), label, { ...team, kinds: [{ kind: "Service" }] }),
  allows("another kind of its own block", labelled({}), { ...team, kinds: [{ kind: "Pod" }] }),
  denies("any kind of an empty block", labelled({}), label, { ...team, kinds: [{}] }),
  denies("a kind of a match block", labelled({}), label, {
    ...team,
    kinds: [{ apiGroups: [""], kinds: ["Pod", "Service"] }],
  }),
  allows("a kind of no match block", labelled({}, "Secret"), {
    ...team,
    kinds: [{ apiGroups: [""], kinds: ["Pod", "Service"] }],
  }),
  cannotDecide("an unknown value", labelled({ team: unknownMark }), label, pattern),
  cannotDecide("unknown labels", labelled(unknownMark), label, team),
]);

const budget = (spec: object) => object("policy/v1", "PodDisruptionBudget", { spec });
objectCases(pdbUnhealthyEvictionPolicy, [
  allows("a policy", budget({ unhealthyPodEvictionPolicy: "AlwaysAllow" })),
  denies("none", budget({ minAvailable: 1 }), ["spec.unhealthyPodEvictionPolicy"]),
  cannotDecide("an unknown one", budget({ unhealthyPodEvictionPolicy: unknownMark }), [
    "spec.unhealthyPodEvictionPolicy",
  ]),
]);
objectCases(pdbZeroDisruption, [
  ...[1, "1%", "10%", "50%"].map((n) =>
    allows(`maxUnavailable ${n}`, budget({ maxUnavailable: n })),
  ),
  ...[0, "0%"].map((n) =>
    denies(`maxUnavailable ${n}`, budget({ maxUnavailable: n }), ["spec.maxUnavailable"]),
  ),
  allows("maxUnavailable that only begins with 0", budget({ maxUnavailable: "05%" })),
  ...[1, 100, "99%", "x100%", "100%x"].map((n) =>
    allows(`minAvailable ${n}`, budget({ minAvailable: n })),
  ),
  denies("minAvailable 100%", budget({ minAvailable: "100%" }), ["spec.minAvailable"]),
  cannotDecide("an unknown number", budget({ maxUnavailable: unknownMark }), [
    "spec.maxUnavailable",
  ]),
]);

const owned = (ownerReferences: unknown) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "x", ownerReferences },
});
objectCases(nakedPod, [
  allows("a pod with an owner", owned([{ kind: "ReplicaSet" }])),
  allows("a Deployment", object("apps/v1", "Deployment")),
  denies("a pod without one", owned([]), ["metadata.ownerReferences"]),
  denies("a pod that says nothing", object("v1", "Pod"), ["metadata.ownerReferences"]),
  cannotDecide("unknown owners", owned(unknownMark), ["metadata.ownerReferences"]),
]);

const labels = { app: "x", tier: "web" };
const selecting = (selector: unknown, given: unknown = labels, kind = "Deployment") =>
  object(kind === "Job" ? "batch/v1" : kind === "ReplicationController" ? "v1" : "apps/v1", kind, {
    spec: { selector, template: { metadata: { labels: given } } },
  });
const other = { matchLabels: { app: "y" } };
objectCases(selectorMismatch, [
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"].flatMap((kind) => [
    allows(`a ${kind} that matches`, selecting({ matchLabels: { app: "x" } }, labels, kind)),
    denies(`a ${kind} that does not`, selecting(other, labels, kind), ["spec.selector"]),
  ]),
  allows("a controller that matches", selecting({ app: "x" }, labels, "ReplicationController")),
  denies("a controller that does not", selecting({ app: "y" }, labels, "ReplicationController"), [
    "spec.selector",
  ]),
  denies("no selector", selecting(undefined), ["spec.selector"]),
  denies("one pair of two", selecting({ matchLabels: { app: "x", a: "b" } }), ["spec.selector"]),
  denies(
    "an expression that does not match",
    selecting({ matchExpressions: [{ key: "app", operator: "NotIn", values: ["x"] }] }),
    ["spec.selector"],
  ),
  denies("a template without labels", selecting(other, undefined), ["spec.selector"]),
  cannotDecide("an unknown selector", selecting(unknownMark), ["spec.selector"]),
  cannotDecide("unknown labels", selecting(other, unknownMark), ["spec.selector"]),
  cannotDecide("an unknown label", selecting(other, { app: unknownMark }), ["spec.selector"]),
  denies(
    "an offence beside an unknown label",
    selecting({ matchLabels: { app: "x", tier: "db" } }, { app: unknownMark, tier: "web" }),
    ["spec.selector"],
  ),
]);

const workload = (spec: object, kind = "Deployment") => object("apps/v1", kind, { spec });
objectCases(minReplicas, [
  allows("two", workload({ replicas: 2 })),
  denies("one", workload({ replicas: 1 }, "StatefulSet"), ["spec.replicas"]),
  denies("none", workload({ replicas: 0 }, "ReplicaSet"), ["spec.replicas"]),
  allows("none stated, which others judge", workload({})),
  allows("a DaemonSet", workload({ replicas: 1 }, "DaemonSet")),
  allows("the most that is allowed", workload({ replicas: 5 }), { max: 5 }),
  denies("more than is allowed", workload({ replicas: 6 }), ["spec.replicas"], { max: 5 }),
  denies("fewer than are asked for", workload({ replicas: 2 }), ["spec.replicas"], { min: 3 }),
  cannotDecide("an unknown number", workload({ replicas: unknownMark }), ["spec.replicas"]),
]);
objectCases(defaultReplicas, [
  allows("a stated number", workload({ replicas: 1 })),
  denies("none stated", workload({}), ["spec.replicas"]),
  allows("none stated where one is enough", workload({}), { min: 1 }),
  allows("an unknown number, which others judge", workload({ replicas: unknownMark })),
]);

const spread = (replicas: unknown, ...keys: string[]) => {
  const topologySpreadConstraints = keys.map((topologyKey) => ({ topologyKey }));
  return workload({ replicas, template: { spec: { topologySpreadConstraints } } });
};
const field = ["spec.template.spec.topologySpreadConstraints"];
const [host, zone] = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];
objectCases(topologySpread, [
  allows("two replicas", spread(2)),
  allows("both keys", spread(3, host, zone)),
  denies("no key", spread(3), field),
  denies("hosts alone", spread(3, host), field),
  allows("the zone's former key", spread(3, host, "failure-domain.beta.kubernetes.io/zone")),
  denies("zones alone", spread(3, zone), field),
  allows("one replica by default", workload({ template: {} })),
  cannotDecide("an unknown number", spread(unknownMark), field),
  cannotDecide("an unknown key", spread(3, host, unknownMark), field),
  cannotDecide(
    "unknown constraints",
    workload({ replicas: 3, template: { spec: { topologySpreadConstraints: unknownMark } } }),
    field,
  ),
]);
objectCases(topologySpreadAny, [
  allows("some", spread(1, "anything")),
  denies("none", spread(1), field),
  allows("a DaemonSet", workload({ template: {} }, "DaemonSet")),
  cannotDecide(
    "unknown constraints",
    workload({ template: { spec: { topologySpreadConstraints: unknownMark } } }),
    field,
  ),
]);

const apart = (term: unknown, replicas: unknown = 2, key = "required") => {
  const terms = key === "required" ? [term] : [{ weight: 1, podAffinityTerm: term }];
  const podAntiAffinity = { [`${key}DuringSchedulingIgnoredDuringExecution`]: terms };
  const spec = { affinity: { podAntiAffinity } };
  return workload({ replicas, template: { metadata: { labels }, spec } });
};
const own = { labelSelector: { matchLabels: { app: "x" } }, topologyKey: host };
const affinity = ["spec.template.spec.affinity.podAntiAffinity"];
objectCases(antiAffinity, [
  allows("a required term", apart(own)),
  allows("a preferred term", apart(own, 2, "preferred")),
  allows("one replica", workload({ replicas: 1, template: {} })),
  denies("two without", workload({ replicas: 2, template: {} }), affinity),
  denies("a term for others", apart({ labelSelector: other }), affinity),
  denies("a preferred term for others", apart({ labelSelector: other }, 2, "preferred"), affinity),
  denies("a term without a selector", apart({ topologyKey: host }), affinity),
  allows("a term for its namespace", apart({ ...own, namespaces: ["other", "shop"] })),
  denies("a term for another namespace", apart({ ...own, namespaces: ["other"] }), affinity),
  allows("a term for namespaces by selector", apart({ ...own, namespaceSelector: {} })),
  cannotDecide("an unknown number", apart({ labelSelector: other }, unknownMark), affinity),
  cannotDecide("an unknown selector", apart({ labelSelector: unknownMark }), affinity),
  cannotDecide("an unknown namespace", apart({ ...own, namespaces: [unknownMark] }), affinity),
  cannotDecide("unknown namespaces", apart({ ...own, namespaces: unknownMark }), affinity),
  cannotDecide(
    "unknown terms",
    workload({ replicas: 2, template: { spec: { affinity: { podAntiAffinity: unknownMark } } } }),
    affinity,
  ),
]);
