import { isMap, UNKNOWN } from "./values.ts";

/** Any Kubernetes object; its own schema decides what else it has. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Record<string, any>;
  [field: string]: any;
}

/** Group, version and kind, as a resource's type token names them. */
export interface Kind {
  apiVersion: string;
  kind: string;
}

export interface Urn {
  /** `kubernetes:apps/v1:Deployment` */
  type: string;
  name: string;
  stack: string;
  project: string;
}

export function parseUrn(urn: string): Urn {
  const [prefix = "", project = "", types = "", ...name] = urn.split("::");
  const stack = prefix.split(":").slice(2).join(":");
  return { stack, project, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** The kind that a type token stands for; of a `*Patch` type the kind that it patches. */
export function kindOfType(type: string): Kind {
  const [, groupVersion = "", name = ""] = type.split(":");
  const [group = "", version = ""] = groupVersion.split("/");
  const apiVersion = group === "core" || group === "" ? version : `${group}/${version}`;
  return { apiVersion, kind: name };
}

/** `*Patch` types manage some fields of an object that somebody else owns. */
export function isPatch(urn: string, kind: string): boolean {
  const name = parseUrn(urn).type.split(":")[2] ?? "";
  return name.endsWith("Patch") && !kind.endsWith("Patch");
}

/** Lists exist in manifests only, never in a cluster. */
export const isList = (urn: string): boolean =>
  /^(?!.*Patch$).+List$/.test(parseUrn(urn).type.split(":")[2] ?? "");

export const isCrd = (object: Partial<Kind>): boolean =>
  object.kind === "CustomResourceDefinition" &&
  (object.apiVersion ?? "").startsWith("apiextensions.k8s.io/");

export const groupOf = (apiVersion = ""): string =>
  apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
export const versionOf = (apiVersion = ""): string => apiVersion.split("/").at(-1)!;

/** `namespace/name`, or the bare name of a cluster-scoped object. */
export const idOf = ({ metadata }: KubeObject): string =>
  metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;

export function parseId(id: string): { namespace: string; name: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** The value at a path of keys, undefined where the path ends early. */
export function at(object: any, ...path: (string | number)[]): any {
  return path.reduce((value, key) => value?.[key], object);
}

export const annotation = (object: any, key: string): string => {
  const annotations = at(object, "metadata", "annotations");
  const value = isMap(annotations) ? annotations[key] : undefined;
  return typeof value === "string" ? value : "";
};

/** Sets an annotation, unless the place for it is not yet known. */
export function annotate(object: any, key: string, value: string): void {
  object.metadata ??= {};
  if (object.metadata === UNKNOWN || object.metadata.annotations === UNKNOWN) return;
  object.metadata.annotations = { ...object.metadata.annotations, [key]: value };
}

/** What people call an object: `Deployment shop/web`. */
export const title = (object: KubeObject): string => `${object.kind} ${idOf(object)}`;

export function equal(a: any, b: any): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]))
  );
}

/** The part of `source` that has a counterpart in `shape`; arrays match by index. */
export function prune(source: any, shape: any): any {
  if (Array.isArray(source) && Array.isArray(shape)) {
    if (source.length === 0 || shape.length === 0) return [];
    return shape.slice(0, source.length).map((item, i) => prune(source[i], item));
  }
  if (!isMap(source) || !isMap(shape)) return source;
  const result: Record<string, any> = {};
  for (const key of Object.keys(source)) {
    if (key in shape) result[key] = prune(source[key], shape[key]);
  }
  return result;
}

export const isOwnedBy = (object: KubeObject, owner: KubeObject | undefined): boolean =>
  !!owner && (object.metadata.ownerReferences ?? []).some((r: any) => r.uid === owner.metadata.uid);
