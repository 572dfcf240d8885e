import type * as k8s from "@pulumi/kubernetes";

import { podSecurity, restricted, restrictedPod } from "./hardening.ts";
import type { Cpu, Memory } from "./quantity.ts";

type Container = k8s.types.input.core.v1.Container;
type PodSpec = k8s.types.input.core.v1.PodSpec;
type Probe = k8s.types.input.core.v1.Probe;
type Volume = k8s.types.input.core.v1.Volume;
type Selector = { matchLabels: Record<string, string> };

/** What one container may claim; memory is asked for in full, so that it is there when needed. */
export interface Size {
  cpuRequest: Cpu;
  cpuLimit: Cpu;
  memory: Memory | `${number}`;
}

export function resources({ cpuRequest, cpuLimit, memory }: Size) {
  const scratch = { request: "32Mi", limit: "256Mi" }; // logs and emptyDirs
  return {
    requests: { cpu: cpuRequest, memory, "ephemeral-storage": scratch.request },
    limits: { cpu: cpuLimit, memory, "ephemeral-storage": scratch.limit },
  };
}

/** Three probes: a minute to start, out of the Service after 10 s, restarted after 30 s. */
export function probes(started: Probe, ready: Probe, alive: Probe) {
  return {
    startupProbe: { ...started, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  };
}

export interface PodArgs {
  container: Container;
  /**
   * Further containers of the same pod.
   * @default - none
   */
  others?: Container[];
  /**
   * Containers that have to end well, one after the other, before those start.
   * @default - none
   */
  first?: Container[];
  volumes: Volume[];
  /**
   * User and group of the process and of the files it may write.
   * @default - the cluster chooses, as OpenShift does for each namespace
   */
  userId?: number;
  serviceAccountName: PodSpec["serviceAccountName"];
  /** Labels by which the workload's own pods are known: copies keep apart from each other. */
  selector: Record<string, string>;
}

/** A pod, hardened, and spread over nodes and zones as far as there are any. */
export function podSpec(args: PodArgs) {
  const {
    container,
    others = [],
    first = [],
    volumes,
    userId,
    serviceAccountName,
    selector,
  } = args;
  const hardened = (each: Container): Container => ({
    imagePullPolicy: "IfNotPresent",
    ...each,
    securityContext: restricted,
  });
  return {
    ...restrictedPod,
    serviceAccountName,
    securityContext: podSecurity(userId),
    terminationGracePeriodSeconds: 30,
    affinity: apart({ matchLabels: selector }),
    topologySpreadConstraints: spread({ matchLabels: selector }),
    ...(first.length > 0 && { initContainers: first.map(hardened) }),
    containers: [container, ...others].map(hardened),
    volumes,
  } satisfies PodSpec;
}

/** Keeps copies off each other's nodes where there are others. */
export function apart(labelSelector: Selector) {
  const podAffinityTerm = { labelSelector, topologyKey: "kubernetes.io/hostname" };
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }],
    },
  };
}

/** Puts as many copies on each node, and in each zone, as on the next, as far as that goes. */
export function spread(labelSelector: Selector) {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector,
  }));
}

/** Room for files that need not survive the pod. */
export function scratch(name: string, sizeLimit: Memory): Volume {
  return { name, emptyDir: { sizeLimit } };
}

/** Files of a Secret, readable by the pod's group alone. */
export function secretFiles(name: string, secretName: string): Volume {
  return { name, secret: { secretName, defaultMode: 0o440 } };
}
