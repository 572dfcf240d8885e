import { groupOf, versionOf, type KubeObject } from "./objects.ts";

const selector = [".spec.selector"];
const roleRef = [".roleRef"];
const job = [".spec.completions", ".spec.parallelism", ".spec.selector", ".spec.template"];
const statefulSet = [
  "podManagementPolicy",
  "revisionHistoryLimit",
  "selector",
  "serviceName",
  "volumeClaimTemplates",
].map((field) => `.spec.${field}`);
const volumeSources = [
  ...["awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc"],
  ...["flexVolume", "flocker", "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local"],
  ...["nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO"],
  ...["storageos", "vsphereVolume"],
].map((field) => `.spec.${field}`);
const claim = ["accessModes", "selector", "storageClassName", "volumeName"].map(
  (field) => `.spec.${field}`,
);
const podFields = [
  ...["affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy"],
  ...["enableServiceLinks", "hostAliases", "hostIPC", "hostNetwork", "hostPID", "hostname"],
  ...["imagePullSecrets", "nodeName", "nodeSelector", "overhead", "preemptionPolicy", "priority"],
  ...["priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName"],
  ...["schedulerName", "securityContext", "serviceAccount", "serviceAccountName"],
  ...["shareProcessNamespace", "subdomain", "terminationGracePeriodSeconds", "volumes"],
].map((field) => `.spec.${field}`);
const containerFields = [
  ...["args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe"],
  ...["ports", "readinessProbe", "resources", "securityContext", "stdin", "stdinOnce"],
  ...["terminationMessagePath", "terminationMessagePolicy", "tty", "volumeDevices"],
  ...["volumeMounts", "workingDir"],
].flatMap((field) => [`.spec.containers[*].${field}`, `.spec.initContainers[*].${field}`]);

const core: Record<string, string[]> = {
  "v1/PersistentVolume": volumeSources,
  "v1/PersistentVolumeClaim": claim,
  "v1/Pod": [...podFields, ...containerFields],
  "v1/ResourceQuota": [".spec.scopes"],
  "v1/Secret": [".type"],
  "v1/Service": [".spec.clusterIP"],
};

const byGroup: Record<string, Record<string, string[]>> = {
  "": core,
  apps: Object.fromEntries(
    ["v1", "v1beta1", "v1beta2"].flatMap((version) => [
      [`${version}/StatefulSet`, statefulSet],
      ...(version === "v1beta1" ? [] : ["DaemonSet", "Deployment"]).map((kind) => [
        `${version}/${kind}`,
        selector,
      ]),
    ]),
  ),
  batch: { "v1/Job": job, "v1beta1/Job": job, "v2alpha1/Job": job },
  policy: { "v1beta1/PodDisruptionBudget": [".spec"] },
  "rbac.authorization.k8s.io": Object.fromEntries(
    ["v1", "v1alpha1", "v1beta1"].flatMap((version) =>
      ["ClusterRoleBinding", "RoleBinding"].map((kind) => [`${version}/${kind}`, roleRef]),
    ),
  ),
  "storage.k8s.io": { "v1/StorageClass": [".parameters", ".provisioner"] },
};

export interface Mutability {
  /** ConfigMaps are changed in place instead of replaced. @default false */
  configMaps?: boolean;
  /** Secrets are changed in place instead of replaced. @default false */
  secrets?: boolean;
}

/** Fields whose change means a new object, as paths like `.spec.containers[*].image`. */
export function replacedBy(object: KubeObject, mutable: Mutability): string[] {
  const identity = [".metadata.name", ".metadata.namespace"];
  const key = `${versionOf(object.apiVersion)}/${object.kind}`;
  const isCore = groupOf(object.apiVersion) === "";
  const frozen = object.immutable === true;
  if (isCore && object.kind === "Secret" && (!mutable.secrets || frozen)) {
    return [...identity, ".type", ".stringData", ".data"];
  }
  if (isCore && object.kind === "ConfigMap" && (!mutable.configMaps || frozen)) {
    return [...identity, ".binaryData", ".data"];
  }
  return [...identity, ...(byGroup[groupOf(object.apiVersion)]?.[key] ?? [])];
}

/** Whether a change of `value` at `path` touches the field that `pattern` names. */
export function touches(pattern: string, path: (string | number)[], value: any): boolean {
  const steps = pattern.replaceAll("[*]", ".*").split(".").slice(1);
  for (const [index, step] of steps.entries()) {
    if (index >= path.length) return reaches(steps.slice(index), value);
    if (step === "*" ? typeof path[index] !== "number" : path[index] !== step) return false;
  }
  return true;
}

function reaches(steps: string[], value: any): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  if (step === "*") return Array.isArray(value) && value.some((item) => reaches(rest, item));
  return value !== null && typeof value === "object" && step in value && reaches(rest, value[step]);
}
