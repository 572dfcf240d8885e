import { examine, examinePods } from "./examine.ts";
import { c, spec } from "./pods.ts";

const metadata = { name: "x", namespace: "shop" };
const object = (apiVersion: string, kind: string, more: object = {}) => ({
  apiVersion,
  kind,
  metadata,
  ...more,
});

examine("api.deprecated", {
  good: Object.fromEntries(
    (
      "v1/Pod apps/v1/Deployment batch/v1/CronJob policy/v1/PodDisruptionBudget autoscaling/v2/" +
      "HorizontalPodAutoscaler autoscaling/v1/HorizontalPodAutoscaler networking.k8s.io/v1/Ingress " +
      "example.org/v1beta1/Widget rbac.authorization.k8s.io/v1/Role gateway.networking.k8s.io/" +
      "v1beta1/ReferenceGrant cert-manager.io/v1alpha2/Certificate"
    )
      .split(" ")
      .map((name) => [name, object(name.replace(/\/[^/]+$/, ""), name.split("/").at(-1)!)]),
  ),
  bad: Object.fromEntries(
    (
      "extensions/v1beta1/Ingress extensions/v1beta1/Deployment apps/v1beta1/Deployment " +
      "apps/v1beta2/StatefulSet batch/v1beta1/CronJob batch/v2alpha1/CronJob " +
      "policy/v1beta1/PodDisruptionBudget policy/v1beta1/PodSecurityPolicy " +
      "autoscaling/v2beta2/HorizontalPodAutoscaler autoscaling/v2beta1/HorizontalPodAutoscaler " +
      "networking.k8s.io/v1beta1/Ingress networking.k8s.io/v1beta1/IngressClass " +
      "rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding rbac.authorization.k8s.io/v1alpha1/Role " +
      "apiextensions.k8s.io/v1beta1/CustomResourceDefinition storage.k8s.io/v1beta1/CSIDriver " +
      "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration " +
      "apiregistration.k8s.io/v1beta1/APIService certificates.k8s.io/v1beta1/CertificateSigningRequest " +
      "coordination.k8s.io/v1beta1/Lease discovery.k8s.io/v1beta1/EndpointSlice " +
      "events.k8s.io/v1beta1/Event flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema " +
      "node.k8s.io/v1beta1/RuntimeClass scheduling.k8s.io/v1beta1/PriorityClass " +
      "settings.k8s.io/v1alpha1/PodPreset authorization.k8s.io/v1beta1/SubjectAccessReview " +
      "authentication.k8s.io/v1beta1/TokenReview apps/v1beta1/Scale extensions/v1beta1/NetworkPolicy"
    )
      .split(" ")
      .map((name) => [name, object(name.replace(/\/[^/]+$/, ""), name.split("/").at(-1)!)]),
  ),
});

const running = "Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController".split(" ");
const finite = ["Job", "CronJob"];
const get = (path: string) => ({ httpGet: { path, port: 80 } });
const probed = (more: object) => spec({ containers: [c(more)] });
const both = { livenessProbe: get("/live"), readinessProbe: get("/ready") };
const [{ livenessProbe: live, readinessProbe: ready }] = [both];

examinePods(
  "probes.liveness",
  {
    good: {
      HTTP: probed({ livenessProbe: get("/") }),
      "a command": probed({ livenessProbe: { exec: { command: ["a"] } } }),
      gRPC: probed({ livenessProbe: { grpc: { port: 1 } } }),
      "an init container without": { ...probed(both), initContainers: [c({ name: "i" })] },
      "an ephemeral container without": {
        ...probed(both),
        ephemeralContainers: [c({ name: "e" })],
      },
    },
    bad: {
      nothing: spec(),
      "readiness alone": probed({ readinessProbe: ready }),
      null: probed({ livenessProbe: null }),
      "one container of two": { containers: [c(both), c({ name: "b" })] },
      "no handler": probed({ livenessProbe: { periodSeconds: 5 } }),
    },
  },
  running,
);
examinePods(
  "probes.readiness",
  {
    good: {
      TCP: probed({ readinessProbe: { tcpSocket: { port: "http" } } }),
      both: probed(both),
      "an init container without": { ...probed(both), initContainers: [c({ name: "i" })] },
      "a sidecar without": { ...probed(both), initContainers: [c({ restartPolicy: "Always" })] },
    },
    bad: {
      nothing: spec(),
      "liveness alone": probed({ livenessProbe: live }),
      "startup alone": probed({ startupProbe: live }),
      "an empty one": probed({ readinessProbe: {} }),
    },
  },
  running,
);
examinePods(
  "probes.any",
  {
    good: {
      liveness: probed({ livenessProbe: live }),
      readiness: probed({ readinessProbe: ready }),
      startup: probed({ startupProbe: live }),
      "an init container without": { ...probed(both), initContainers: [c({ name: "i" })] },
    },
    bad: {
      nothing: spec(),
      "one container of two": { containers: [c(both), c({ name: "b" })] },
      null: probed({ livenessProbe: null, readinessProbe: null }),
      "an empty one": probed({ livenessProbe: {} }),
    },
  },
  running,
);
examinePods(
  "probes.livenessAndReadiness",
  {
    good: { both: probed(both), "all three": probed({ ...both, startupProbe: live }) },
    bad: {
      nothing: spec(),
      "liveness alone": probed({ livenessProbe: live }),
      "readiness alone": probed({ readinessProbe: ready }),
      "one in each": {
        containers: [c({ livenessProbe: live }), c({ name: "b", readinessProbe: ready })],
      },
    },
  },
  running,
);
for (const control of ["liveness", "readiness", "any", "livenessAndReadiness"]) {
  const good = { "nothing, as the pod comes to an end": spec() };
  examinePods(`probes.${control}`, { good, bad: {} }, finite);
}
examinePods(
  "probes.identical",
  {
    good: {
      "different paths": probed(both),
      "liveness alone": probed({ livenessProbe: live }),
      "different ports": probed({
        livenessProbe: { tcpSocket: { port: 1 } },
        readinessProbe: { tcpSocket: { port: 2 } },
      }),
      "a higher threshold": probed({
        livenessProbe: { ...live, failureThreshold: 10 },
        readinessProbe: live,
      }),
      "the same in two containers": {
        containers: [c({ livenessProbe: live }), c({ name: "b", readinessProbe: live })],
      },
    },
    bad: {
      "the same": probed({ livenessProbe: live, readinessProbe: live }),
      "a default written out": probed({
        livenessProbe: live,
        readinessProbe: { ...live, periodSeconds: 10, failureThreshold: 3 },
      }),
      "the same command": probed({
        livenessProbe: { exec: { command: ["a", "b"] } },
        readinessProbe: { exec: { command: ["a", "b"] } },
      }),
      "a default of HTTP written out": probed({
        livenessProbe: { httpGet: { path: "/", port: 80 } },
        readinessProbe: { httpGet: { port: 80, path: "/", scheme: "HTTP" } },
      }),
    },
  },
  running,
);

const autoscaler = (more: object) =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { maxReplicas: 9, ...more } });

examine("hpa.minReplicas", {
  good: {
    two: autoscaler({ minReplicas: 2 }),
    more: autoscaler({ minReplicas: 5 }),
    "an older version": { ...autoscaler({ minReplicas: 2 }), apiVersion: "autoscaling/v1" },
    "another kind": object("apps/v1", "Deployment", { spec: { minReplicas: 1 } }),
  },
  bad: {
    one: autoscaler({ minReplicas: 1 }),
    "nothing, which is one": autoscaler({}),
    null: autoscaler({ minReplicas: null }),
    zero: autoscaler({ minReplicas: 0 }),
  },
});
examine("hpa.minReplicas", {
  parameters: { min: 3 },
  good: { "three of three": autoscaler({ minReplicas: 3 }) },
  bad: { "two of three": autoscaler({ minReplicas: 2 }) },
});

const budget = (more: object) =>
  object("policy/v1", "PodDisruptionBudget", { spec: { selector: {}, ...more } });

examine("pdb.zeroDisruption", {
  good: {
    one: budget({ maxUnavailable: 1 }),
    "a share": budget({ maxUnavailable: "25%" }),
    most: budget({ minAvailable: "99%" }),
    "a number": budget({ minAvailable: 100 }),
    nothing: budget({}),
    ten: budget({ maxUnavailable: "10%" }),
  },
  bad: {
    zero: budget({ maxUnavailable: 0 }),
    "zero as a text": budget({ maxUnavailable: "0" }),
    "zero percent": budget({ maxUnavailable: "0%" }),
    all: budget({ minAvailable: "100%" }),
    "in the older version": { ...budget({ maxUnavailable: 0 }), apiVersion: "policy/v1beta1" },
  },
});

examine("pdb.unhealthyEvictionPolicy", {
  good: {
    AlwaysAllow: budget({ unhealthyPodEvictionPolicy: "AlwaysAllow" }),
    IfHealthyBudget: budget({ unhealthyPodEvictionPolicy: "IfHealthyBudget" }),
  },
  bad: {
    nothing: budget({ maxUnavailable: 1 }),
    null: budget({ unhealthyPodEvictionPolicy: null }),
    "an empty text": budget({ unhealthyPodEvictionPolicy: "" }),
    "in metadata": {
      ...budget({}),
      metadata: { ...metadata, annotations: { unhealthyPodEvictionPolicy: "AlwaysAllow" } },
    },
  },
});
