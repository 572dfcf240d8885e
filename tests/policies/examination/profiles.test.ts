import { examine, examinePods } from "./examine.ts";
import { c, contexts, hardened, spec } from "./pods.ts";

const perfect = { containers: [c({ securityContext: hardened })] };
const windows = { os: { name: "windows" }, securityContext: { runAsNonRoot: true } };

examinePods("pss.baseline", {
  good: {
    "root, which only Restricted forbids": contexts({ runAsUser: 0 }),
    "no seccomp profile": contexts({ seccompProfile: null }),
    "a capability of the list": contexts({}, { capabilities: { add: ["CHOWN"] } }),
  },
  bad: {
    "an unsafe sysctl": contexts({ sysctls: [{ name: "kernel.sem", value: "1" }] }),
    "a host path": { ...perfect, volumes: [{ name: "v", hostPath: { path: "/" } }] },
    "a privileged ephemeral container": {
      ...perfect,
      ephemeralContainers: [c({ securityContext: { privileged: true } })],
    },
  },
});

examinePods("pss.restricted", {
  good: {
    "a pod for Windows": spec(windows),
    "settings of the pod": {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        c({
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        }),
      ],
    },
    "a service's port": {
      containers: [
        c({
          securityContext: {
            ...hardened,
            capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
          },
        }),
      ],
    },
  },
  bad: {
    "Windows without a user": spec({ os: { name: "windows" } }),
    "a hardened pod with one container that is not": { containers: [...perfect.containers, c()] },
  },
});

examinePods("pss.restricted.procMount", {
  good: { null: contexts({}, { procMount: null }), "a hardened pod": perfect },
  bad: {
    "an init container": {
      ...perfect,
      initContainers: [c({ securityContext: { procMount: "Unmasked" } })],
    },
    "the second container": {
      containers: [c(), c({ name: "b", securityContext: { procMount: "Unmasked" } })],
    },
  },
});

const budget = (more: object) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "x", namespace: "shop" },
  spec: { selector: { matchLabels: { app: "x" } }, ...more },
});

examine("pdb.unhealthyEvictionPolicy", {
  good: {
    "beside minAvailable": budget({ minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" }),
    "beside maxUnavailable": budget({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    }),
  },
  bad: { "an empty budget": { ...budget({}), spec: {} } },
});

const level = (name: string | undefined, mode = "enforce") => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels: { [`pod-security.kubernetes.io/${mode}`]: name } },
});

examine("namespace.psaRestricted", {
  good: {
    "a version beside it": {
      ...level("restricted"),
      metadata: {
        name: "a",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "v1.37",
        },
      },
    },
    "another kind": { ...level("privileged"), kind: "ConfigMap" },
  },
  bad: { "another word": level("strict"), "an empty text": level("") },
});
examine("namespace.psaPrivileged", {
  good: { "another word": level("strict"), "an audit alone": level("privileged", "audit") },
  bad: { "the level": level("privileged") },
});
