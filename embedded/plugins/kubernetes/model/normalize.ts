import { groupOf, type KubeObject } from "./objects.ts";
import { canonical } from "./quantity.ts";
import { hasUnknown, isMap } from "./values.ts";

/** Groups that the API server itself serves, whose types it rewrites in known ways. */
const BUILT_IN = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "extensions",
  "policy",
  ...[
    "admissionregistration",
    "apiextensions",
    "apiregistration",
    "authentication",
    "authorization",
    "certificates",
    "coordination",
    "discovery",
    "events",
    "flowcontrol.apiserver",
    "internal.apiserver",
    "networking",
    "node",
    "rbac.authorization",
    "resource",
    "scheduling",
    "storage",
    "storagemigration",
  ].map((group) => `${group}.k8s.io`),
]);

export const isBuiltIn = (apiVersion: string): boolean => BUILT_IN.has(groupOf(apiVersion));

/** Maps from a resource name to a quantity. */
const QUANTITY_MAPS = new Set([
  "limits",
  "requests",
  "hard",
  "capacity",
  "overhead",
  "max",
  "min",
  "default",
  "defaultRequest",
  "maxLimitRequestRatio",
]);
const QUANTITIES = new Set(["sizeLimit", "divisor", "averageValue"]);

/** Fields that the API server does not store when they hold their zero value. */
const DROPPED_ZEROS = new Set([
  ...["hostNetwork", "hostPID", "hostIPC", "readOnly", "stdin", "stdinOnce", "tty", "paused"],
  ...["publishNotReadyAddresses", "unschedulable", "minReadySeconds", "initialDelaySeconds"],
  ...["timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "hostPort"],
]);
/** Empty objects here mean everything, nothing else does: they are stored. */
const DROPPED_EMPTY_MAPS = new Set([
  ...["labels", "annotations", "nodeSelector", "matchLabels", "limits", "requests"],
  ...["data", "binaryData", "stringData", "parameters"],
]);
const KEPT_EMPTY_LISTS = new Set(["rules", "verbs", "endpoints", "template"]);

const READ_ONLY = [
  ...["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation"],
  ...["managedFields", "resourceVersion", "uid"],
];

/**
 * The inputs as the API server would write them back, so that an equal object shows no difference.
 * The argument is the caller's own copy and may be changed.
 */
export function normalize(object: any): any {
  if (!hasUnknown(object) && isBuiltIn(object.apiVersion ?? "")) {
    if (object.kind === "CustomResourceDefinition") normalizeCrd(object);
    else if (object.kind === "Secret") normalizeSecret(object);
    else walk(object);
  }
  if (isMap(object.metadata)) for (const key of READ_ONLY) delete object.metadata[key];
  return object;
}

function walk(value: any): void {
  for (const [key, child] of Object.entries<any>(value)) {
    if (QUANTITIES.has(key)) value[key] = canonical(child);
    else if (isDropped(key, child)) delete value[key];
    else if (isMap(child)) {
      if (QUANTITY_MAPS.has(key)) canonicalMap(child);
      else if (!isPlainData(key)) walk(child);
    } else if (Array.isArray(child)) {
      for (const item of child) if (isMap(item)) walk(item);
    }
  }
}

/** Keys of these maps are the user's words, not fields. */
const isPlainData = (key: string): boolean =>
  ["labels", "annotations", "matchLabels", "nodeSelector", "data", "binaryData"].includes(key);

function canonicalMap(map: Record<string, any>): void {
  for (const [key, value] of Object.entries(map)) {
    if (typeof value === "string" || typeof value === "number") map[key] = canonical(value);
  }
}

function isDropped(key: string, value: any): boolean {
  if (value === false || value === 0) return DROPPED_ZEROS.has(key);
  if (Array.isArray(value)) return value.length === 0 && !KEPT_EMPTY_LISTS.has(key);
  return isMap(value) && DROPPED_EMPTY_MAPS.has(key) && Object.keys(value).length === 0;
}

function normalizeCrd(object: any): void {
  if (object.spec?.preserveUnknownFields === false) delete object.spec.preserveUnknownFields;
  delete object.status;
}

/** `stringData` is written over `data`, as the API server does. */
function normalizeSecret(object: any): void {
  const { stringData } = object;
  if (isMap(stringData) && Object.keys(stringData).length > 0) {
    object.data = { ...object.data };
    for (const [key, value] of Object.entries<string>(stringData)) {
      object.data[key] = Buffer.from(value).toString("base64");
    }
    delete object.stringData;
  } else if (isMap(object.data)) {
    for (const [key, value] of Object.entries(object.data)) {
      if (typeof value === "string") object.data[key] = value.replace(/\s+/g, "");
    }
  }
}

const DASHED = "x-kubernetes-";
const UNDERSCORED = "x_kubernetes_";

/** Programs write `x_kubernetes_*` where Kubernetes says `x-kubernetes-*`. */
export const toDashes = (object: any): KubeObject =>
  rename(object, UNDERSCORED, (key) => key.replaceAll("_", "-"));
export const toUnderscores = (object: any): any =>
  rename(object, DASHED, (key) => key.replaceAll("-", "_"));

function rename(value: any, prefix: string, change: (key: string) => string): any {
  if (Array.isArray(value)) return value.map((item) => rename(item, prefix, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key.startsWith(prefix) ? change(key) : key,
      rename(child, prefix, change),
    ]),
  );
}
