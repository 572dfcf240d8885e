import { hostname } from "node:os";

import type { KubeObject } from "../cluster/cluster.ts";
import type { PodIdentity } from "../run/plan.ts";
import { checkLabel, ownerAnnotation } from "./labels.ts";

export interface JobContainer {
  name: string;
  image: string;
  command: string[];
  env?: object[];
  /** A numeric user, so that `runAsNonRoot` can be judged for any image. */
  runAsUser: number;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  volumeMounts?: object[];
}

export interface MountedFile {
  /** Relative path in the volume. */
  path: string;
  text: string;
}

export const filesVolume = "files";
export const secretVolume = "secret";
/** A volume, empty at first, that the containers of a pod may hand things over in. */
export const sharedVolume = "shared";

export interface JobSpec {
  /** Name of the check, which the clean-up goes by. */
  check: string;
  identity: PodIdentity;
  containers: JobContainer[];
  /** Files of the volume `filesVolume`, which containers may mount. */
  files?: MountedFile[];
  /** Secret of the volume `secretVolume`, which containers may mount. */
  secret?: string;
  /** Whether there is a volume `sharedVolume`. */
  shared?: boolean;
  timeoutSeconds: number;
}

export function labelsOf(check: string): Record<string, string> {
  return { "app.kubernetes.io/managed-by": "shakedown", [checkLabel]: check };
}

function metadataOf(check: string, namespace: string, name: string): KubeObject["metadata"] {
  const annotations = { [ownerAnnotation]: `${hostname()}/${process.pid}` };
  return { name, namespace, labels: labelsOf(check), annotations };
}

/** A Job of one pod, hardened as the workloads are, that runs as the client it stands for. */
export function jobManifest(name: string, spec: JobSpec): KubeObject & { spec: unknown } {
  const { check, identity, containers, timeoutSeconds } = spec;
  const podLabels = { ...identity.labels, ...labelsOf(check) };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadataOf(check, identity.namespace, name),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: timeoutSeconds,
      ttlSecondsAfterFinished: 300,
      template: {
        metadata: { labels: podLabels },
        spec: {
          restartPolicy: "Never",
          serviceAccountName: identity.serviceAccountName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 1,
          // It carries a workload's labels: never ready, it gets none of that workload's requests.
          readinessGates: [{ conditionType: "shakedown.dev/never-ready" }],
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: containers.map(hardened),
          volumes: volumesOf(name, spec),
        },
      },
    },
  };
}

/** A ConfigMap's keys have no slashes. */
const keyOf = ({ path }: MountedFile) => path.replaceAll("/", ".");

function volumesOf(name: string, { files, secret: secretName, shared }: JobSpec): object[] {
  const secret = { secretName, defaultMode: 0o444 };
  return [
    ...(files ? [volumeOf(name, files)] : []),
    ...(secretName ? [{ name: secretVolume, secret }] : []),
    ...(shared ? [{ name: sharedVolume, emptyDir: { sizeLimit: "32Mi" } }] : []),
  ];
}

function volumeOf(configMap: string, files: readonly MountedFile[]) {
  const items = files.map((file) => ({ key: keyOf(file), path: file.path }));
  return { name: filesVolume, configMap: { name: configMap, items } };
}

/** The ConfigMap, of the Job's own name, that holds its files. */
export function filesManifest(job: KubeObject, files: readonly MountedFile[]) {
  const data = Object.fromEntries(files.map((file) => [keyOf(file), file.text]));
  return { apiVersion: "v1", kind: "ConfigMap", metadata: job.metadata, data };
}

function hardened({ runAsUser, ...container }: JobContainer) {
  return {
    ...container,
    imagePullPolicy: "IfNotPresent",
    terminationMessagePolicy: "FallbackToLogsOnError",
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser,
      runAsGroup: runAsUser,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}
