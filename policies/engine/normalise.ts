import {
  type KubeObject,
  type Source,
  type Tree,
  at,
  unknownKind,
  wordAt,
} from "../lib/objects.ts";
import { unknown } from "../lib/unknown.ts";

/** What Pulumi sends in place of a value that it cannot know yet. */
const unknownMarks = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];
/** Alone, or inside of a text that was made of it. */
const unknownMark = new RegExp(unknownMarks.join("|"));
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** The key under which Pulumi's proxies give what they stand for. */
const proxyTarget = "__getSpecialProxyTarget";

/** A resource as a policy gets it. */
export interface PulumiResource {
  type: string;
  props: Tree;
  urn?: string;
  name?: string;
}

/** What was made of properties, and for which resource: two may share them. */
const normalised = new WeakMap<object, { type: string; urn: unknown; objects: KubeObject[] }>();

/** The Kubernetes objects a Pulumi resource stands for: none, one, or those of a list. */
export function fromResource({ type, props, urn, name = "" }: PulumiResource): KubeObject[] {
  if (!isObjectType(type) || props === null || typeof props !== "object") return [];
  const raw: Tree = props[proxyTarget] ?? props;
  const known = normalised.get(raw);
  if (known && known.type === type && known.urn === urn) return known.objects;
  const [apiVersion, kind] = typeOf(type);
  const source = { label: name, ...(urn === undefined ? {} : { urn }) };
  const objects = expand(clean(raw), source, "", apiVersion, kind);
  normalised.set(raw, { type, urn, objects });
  return objects;
}

/** Components such as charts are no objects: their children are, and come by themselves. */
function isObjectType(type: string): boolean {
  const [owner, module = "", kind] = type.split(":");
  const isComponent = ["yaml", "kustomize", "helm.sh"].includes(module.split("/")[0]!);
  return owner === "kubernetes" && (!isComponent || !!kind?.startsWith("Release"));
}

/** The Kubernetes objects of a manifest: none, one, or those of a list. */
export function fromManifest(manifest: Tree, source: Source): KubeObject[] {
  return expand(clean(manifest), source, "", undefined, undefined);
}

/** `kubernetes:apps/v1:Deployment`, or its Patch, as apiVersion and kind. */
export function typeOf(type: string): [string | undefined, string | undefined] {
  const [, version = "", kind] = type.split(":");
  if (!/^(.+\/)?v\d+((alpha|beta)\d+)?$/.test(version)) return [undefined, undefined];
  return [version.replace(/^core\//, ""), kind?.replace(/(?<=.)Patch$/, "")];
}

function expand(
  tree: Tree,
  source: Source,
  prefix: string,
  apiVersionByType: string | undefined,
  kindByType: string | undefined,
): KubeObject[] {
  const stated = [at(tree, "apiVersion"), at(tree, "kind")];
  const apiVersion = textOr(stated[0], apiVersionByType);
  const kind = textOr(stated[1], kindByType);
  if (apiVersion === undefined || kind === undefined) {
    return stated.includes(unknown) ? [ofUnknownKind(source, prefix)] : [];
  }
  const items = at(tree, "items");
  if (kind.endsWith("List") && (Array.isArray(items) || items === unknown)) {
    const kindOfItems = kind === "List" ? undefined : kind.slice(0, -"List".length);
    const versionOfItems = kind === "List" ? undefined : apiVersion;
    const expandItem = (item: Tree, place: string) =>
      expand(item, source, `${prefix}${place}.`, versionOfItems, kindOfItems);
    if (items === unknown) return expandItem(unknown, "items");
    return items.flatMap((item: Tree, index: number) => expandItem(item, `items[${index}]`));
  }
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const name = wordAt(tree, "metadata", "name");
  const namespace = wordAt(tree, "metadata", "namespace");
  return [
    { apiVersion, group, kind, name, namespace: namespace || undefined, tree, prefix, source },
  ];
}

/** Something that is declared, of which nothing else is known. */
function ofUnknownKind(source: Source, prefix: string): KubeObject {
  const nothing = { name: unknown, namespace: unknown, tree: unknown } as const;
  return { apiVersion: "", group: "", kind: unknownKind, ...nothing, prefix, source };
}

const textOr = (value: Tree, fallback: string | undefined) =>
  typeof value === "string" ? value : fallback;

/** The same tree, with Pulumi's marks of unknown values and secrets resolved. */
function clean(value: Tree): Tree {
  if (typeof value === "string") return unknownMark.test(value) ? unknown : value;
  if (value === null || typeof value !== "object") return value;
  if (value[signature] !== undefined) return unwrapped(value);
  const copy: Tree = Array.isArray(value) ? [] : {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const cleaned = clean(value[key]);
    if (cleaned !== value[key]) changed = true;
    copy[key] = cleaned;
  }
  return changed ? copy : value;
}

/** What a secret or an output holds; unknown if it is encrypted or not computed yet. */
function unwrapped(value: Tree): Tree {
  const kind = value[signature];
  if (kind !== secretSignature && kind !== outputSignature) return value;
  if (value.value !== undefined) return clean(value.value);
  if (typeof value.plaintext !== "string") return unknown;
  return clean(JSON.parse(value.plaintext));
}
