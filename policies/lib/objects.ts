import { type Unknown, unknown } from "./unknown.ts";

/**
 * Any JSON value, with `unknown` wherever a preview cannot know. Read it through `at`, never with
 * a dot: a parent may be unknown, absent or of the wrong type.
 */
export type Tree = any;

/** One Kubernetes object, whatever form it came in. */
export interface KubeObject {
  /** Such as `apps/v1`; the group alone is "" for the core group. */
  apiVersion: string;
  group: string;
  kind: string;
  /** Absent where the object has none or where the server will choose one. */
  name: string | Unknown | undefined;
  /** As stated: absent stays absent. `namespaceOf` knows the default. */
  namespace: string | Unknown | undefined;
  tree: Tree;
  /** Where the object lies inside what it came in, such as `items[2].`, else "". */
  prefix: string;
  source: Source;
}

/** Stands for the kind of an object of which a preview knows nothing: it may be of any. */
export const unknownKind = "(kind not known yet)";

/** Where an object came from, for reports. */
export interface Source {
  urn?: string;
  file?: string;
  /** Position of the document in its file, from 0. */
  document?: number;
  /** Pulumi's name of the resource, or the file's: orders what has no other name. */
  label: string;
}

/** The value at a path of keys and indexes: undefined if absent, unknown if a parent is. */
export function at(tree: Tree, ...path: (string | number)[]): Tree {
  let value = tree;
  for (const key of path) {
    if (value === unknown) return unknown;
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** The word at a path, numbers and booleans as text; what can't be a word counts as unknown. */
export function wordAt(tree: Tree, ...path: (string | number)[]): string | Unknown | undefined {
  const value = at(tree, ...path);
  if (value === undefined || value === unknown) return value;
  return typeof value === "object" ? unknown : String(value);
}

/** The elements of a list; absent is empty, unknown stays unknown, anything else is no list. */
export function listAt(tree: Tree, ...path: (string | number)[]): Tree[] | Unknown {
  const list = at(tree, ...path);
  if (list === unknown) return unknown;
  return Array.isArray(list) ? list : [];
}

/** Keys and values of a map; absent is empty, unknown stays unknown. */
export function mapAt(tree: Tree, ...path: (string | number)[]): Record<string, Tree> | Unknown {
  const map = at(tree, ...path);
  if (map === unknown) return unknown;
  return typeof map === "object" && !Array.isArray(map) ? map : {};
}

/** Kinds of Kubernetes itself, by the groups that serve or once served them. */
const builtIn: Record<string, string[]> = {
  ...kinds(
    [""],
    "Pod ReplicationController PodTemplate Namespace Service ConfigMap Secret ServiceAccount " +
      "PersistentVolume PersistentVolumeClaim Endpoints LimitRange ResourceQuota Node Event",
  ),
  ...kinds(["apps", "extensions"], "Deployment DaemonSet ReplicaSet"),
  ...kinds(["apps"], "StatefulSet"),
  ...kinds(["batch"], "Job CronJob"),
  ...kinds(["networking.k8s.io", "extensions"], "NetworkPolicy Ingress"),
  ...kinds(["policy"], "PodDisruptionBudget"),
  ...kinds(["autoscaling"], "HorizontalPodAutoscaler"),
  ...kinds(["rbac.authorization.k8s.io"], "Role ClusterRole RoleBinding ClusterRoleBinding"),
};

function kinds(groups: string[], names: string) {
  return Object.fromEntries(names.split(" ").map((name) => [name, groups]));
}

/** Whether the object is one of these kinds of Kubernetes, not a namesake of another group. */
export function isKind(object: KubeObject, ...names: string[]): boolean {
  return names.includes(object.kind) && !!builtIn[object.kind]?.includes(object.group);
}

const clusterScoped = new Set(
  (
    "Namespace Node PersistentVolume ClusterRole ClusterRoleBinding StorageClass CSIDriver " +
    "CSINode VolumeAttachment VolumeAttributesClass PriorityClass RuntimeClass IngressClass " +
    "CustomResourceDefinition APIService MutatingWebhookConfiguration " +
    "ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding " +
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding CertificateSigningRequest " +
    "ClusterTrustBundle FlowSchema PriorityLevelConfiguration PodSecurityPolicy DeviceClass " +
    "ResourceSlice ServiceCIDR IPAddress StorageVersion StorageVersionMigration " +
    "ComponentStatus TokenReview SubjectAccessReview SelfSubjectAccessReview " +
    "SelfSubjectRulesReview SelfSubjectReview GatewayClass ClusterIssuer"
  ).split(" "),
);

/** Whether objects of this kind live in a namespace; custom kinds count as if they did. */
export function isNamespaced(object: KubeObject): boolean {
  return !clusterScoped.has(object.kind);
}

const builtInGroups = new Set(
  (
    "apps batch autoscaling policy extensions networking.k8s.io rbac.authorization.k8s.io " +
    "coordination.k8s.io discovery.k8s.io events.k8s.io resource.k8s.io storage.k8s.io " +
    "authorization.k8s.io"
  ).split(" "),
);

/** Whether Kubernetes itself serves the object's group. */
export function isBuiltIn(object: KubeObject): boolean {
  return object.group === "" || builtInGroups.has(object.group);
}

/** The namespace the object lives in: `default` where none is stated. */
export function namespaceOf(object: KubeObject): string | Unknown {
  return object.namespace ?? "default";
}

/** `kind namespace/name`, as reports name the object. */
export function nameOf(object: KubeObject): string {
  const name = typeof object.name === "string" ? object.name : object.source.label;
  const inNamespace = typeof object.namespace === "string" ? `${object.namespace}/` : "";
  return `${object.kind} ${inNamespace}${name}`;
}
