import { annotation, groupOf, idOf, isCrd, type KubeObject } from "./objects.ts";

/** The objects of YAML or JSON text, lists taken apart. */
export async function parseManifest(text: string): Promise<any[]> {
  const { parseAllDocuments } = await import("yaml");
  const objects: any[] = [];
  for (const document of parseAllDocuments(text) as any[]) {
    if (document.errors?.length) throw new Error(`the manifest is no YAML: ${document.errors[0]}`);
    const object = document.toJS();
    if (object && Object.keys(object).length > 0) objects.push(...expanded(object));
  }
  return objects;
}

/** Kubernetes keeps no lists: a list stands for its items. */
export function expanded(object: any): any[] {
  if (!/List$/.test(object.kind ?? "") || !Array.isArray(object.items)) return [object];
  return object.items.flatMap(expanded);
}

/** Refuses what cannot be named as an object. */
export function complete(object: any): KubeObject {
  const said = () => JSON.stringify(object).slice(0, 120);
  if (!object?.kind || !object.apiVersion) {
    throw new Error(`Kubernetes resources require a kind and apiVersion: \`${said()}\``);
  }
  if (!object.metadata?.name) {
    throw new Error(`Kubernetes resources require a .metadata.name: \`${said()}\``);
  }
  return { ...object, apiVersion: object.apiVersion.replace(/^core\//, "") };
}

const DEPENDS_ON = "config.kubernetes.io/depends-on";

/** `<group>/namespaces/<namespace>/<kind>/<name>`, without the middle where there is none. */
function referenceOf({ apiVersion, kind, metadata }: KubeObject): string {
  const within = metadata.namespace ? `namespaces/${metadata.namespace}/` : "";
  return `${groupOf(apiVersion)}/${within}${kind}/${metadata.name}`;
}

/**
 * The objects in an order in which they can be made, each with what it depends on: its
 * namespace, the definition of its kind, and what its `depends-on` annotation names.
 */
export function ordered(objects: KubeObject[]): Map<KubeObject, KubeObject[]> {
  const stated = (object: KubeObject) =>
    annotation(object, DEPENDS_ON)
      .split(",")
      .map((reference) => reference.trim());
  const needs = (object: KubeObject, other: KubeObject): boolean =>
    (other.kind === "Namespace" && other.metadata.name === object.metadata.namespace) ||
    (isCrd(other) && defines(other, object)) ||
    stated(object).includes(referenceOf(other));
  const result = new Map<KubeObject, KubeObject[]>();
  const open = new Set(objects);
  while (open.size > 0) {
    const free = [...open].filter(
      (o) => ![...open].some((other) => o !== other && needs(o, other)),
    );
    if (free.length === 0) {
      const names = [...open].map((o) => `${o.kind} ${idOf(o)}`).join(", ");
      throw new Error(`these objects depend on each other in a circle: ${names}`);
    }
    for (const object of free) {
      open.delete(object);
      result.set(
        object,
        objects.filter((other) => other !== object && needs(object, other)),
      );
    }
  }
  return result;
}

const defines = ({ spec }: KubeObject, { apiVersion, kind }: KubeObject): boolean =>
  spec?.group === groupOf(apiVersion) && spec?.names?.kind === kind;
