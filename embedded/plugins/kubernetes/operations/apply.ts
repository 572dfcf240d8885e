import type { Api } from "../client/api.ts";
import { isConflict } from "../client/errors.ts";
import { parsePath } from "../model/diff.ts";
import { annotation, at, equal, type KubeObject } from "../model/objects.ts";
import { isMap } from "../model/values.ts";

const HELP =
  "server-side apply field conflict detected, see " +
  "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/" +
  "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources " +
  "for troubleshooting help";

/** Managers whose fields the provider takes over: its own of a creation, and kubectl's. */
const TAKEN_OVER = new Set([
  "kubectl/Apply",
  "kubectl/Update",
  "before-first-apply/Update",
  "pulumi-kubernetes/Update",
  "pulumi-kubernetes.exe/Update",
  "pulumi-resource-kubernetes/Update",
]);

/** A conflict names the fields, their manager and ours. */
export function applyError(error: unknown, manager: string): unknown {
  if (!isConflict(error)) return error;
  const { message } = error as Error;
  return new Error(
    `${HELP}\nThe resource managed by field manager "${manager}" had an apply conflict: ${message}`,
  );
}

/** Whether an apply overrules other managers. */
export function forces(
  inputs: any,
  live: KubeObject | undefined,
  always: boolean,
  preview: boolean,
): boolean {
  if (always || annotation(inputs, "pulumi.com/patchForce") === "true") return true;
  if (preview && !live) return true;
  if (!live) return false;
  return !live.metadata.managedFields?.length || (preview && isAsCreated(live));
}

/** Whether an object's fields are still those of its creation, not yet of an apply. */
export const isAsCreated = ({ metadata }: KubeObject): boolean =>
  (metadata.managedFields ?? []).some(
    ({ manager, operation }: any) => operation === "Update" && /^pulumi-(kub|res)/.test(manager),
  );

/** Gives the fields of a creation, and kubectl's, to the provider's own manager. */
export async function takeOver(api: Api, live: KubeObject, manager: string): Promise<KubeObject> {
  const entries: any[] = live.metadata.managedFields ?? [];
  const isTaken = (e: any) => !e.subresource && TAKEN_OVER.has(`${e.manager}/${e.operation}`);
  const taken = entries.filter(isTaken);
  if (taken.length === 0) return live;
  const own = entries.find((e) => e.manager === manager && e.operation === "Apply");
  const fieldsV1 = [...(own ? [own] : []), ...taken]
    .map((entry) => entry.fieldsV1)
    .reduce(union, {});
  const merged = { ...(own ?? taken[0]), manager, operation: "Apply", fieldsV1 };
  const rest = entries.filter((entry) => entry !== own && !isTaken(entry));
  const { resourceVersion } = live.metadata;
  return api.patch(live, "json", [
    { op: "replace", path: "/metadata/managedFields", value: [merged, ...rest] },
    { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
  ]);
}

function union(a: any, b: any): any {
  const result = { ...a };
  for (const [key, value] of Object.entries(b ?? {})) result[key] = union(result[key] ?? {}, value);
  return result;
}

/**
 * Leaves ignored fields as they are in the cluster: those that only others manage are not sent,
 * the rest is sent with the live value.
 */
export function keepIgnored(inputs: any, live: KubeObject, manager: string, ignored: string[]) {
  const entries: any[] = live.metadata.managedFields ?? [];
  for (const path of ignored.map(parsePath)) {
    const isManagedBy = (own: boolean) =>
      entries.some((e) => (e.manager === manager) === own && manages(e.fieldsV1, path));
    const value = at(live, ...path);
    if (isManagedBy(false) && !isManagedBy(true)) setAt(inputs, path, undefined);
    else if (value !== undefined && !equal(value, at(inputs, ...path))) {
      setAt(inputs, path, structuredClone(value));
    }
  }
}

const manages = (fields: any, path: (string | number)[]): boolean =>
  at(fields, ...path.map((step) => `f:${step}`)) !== undefined;

function setAt(object: any, path: (string | number)[], value: any): void {
  const parent = path.slice(0, -1).reduce((o, step) => {
    if (o && o[step] === undefined && value !== undefined) o[step] = {};
    return o?.[step];
  }, object);
  if (!isMap(parent) && !Array.isArray(parent)) return;
  const last = path.at(-1) as any;
  if (value === undefined) delete (parent as any)[last];
  else (parent as any)[last] = value;
}

/** The change from `old` to `now` as a JSON merge patch. */
export function mergePatch(old: any, now: any): any {
  const patch: any = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (!(key in now)) patch[key] = null;
    else if (isMap(old[key]) && isMap(now[key])) {
      const inner = mergePatch(old[key], now[key]);
      if (Object.keys(inner).length) patch[key] = inner;
    } else if (!equal(old[key], now[key])) patch[key] = now[key];
  }
  return patch;
}

/** Stops managing all fields of an object; what nobody else manages falls back to its default. */
export function relinquish(api: Api, object: KubeObject, fieldManager: string) {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const minimal = { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
  return api.apply(minimal, { fieldManager });
}
