import { equal } from "./objects.ts";
import { touches } from "./replacements.ts";
import { isMap, UNKNOWN } from "./values.ts";

export type Change = "add" | "delete" | "update";

/** How one property changes; `replace` means that the object cannot keep its identity. */
export interface PropertyChange {
  kind: Change;
  replace: boolean;
  path: (string | number)[];
}

/**
 * What differs between the live values of the old inputs and the new inputs, by property path.
 * A zero value that the API server has dropped before (`oldInputs` had it too) is no difference.
 */
export function differences(
  live: any,
  news: any,
  oldInputs: any,
  replacing: string[],
): Map<string, PropertyChange> {
  const changes = new Map<string, PropertyChange>();
  const record = (kind: Change, path: (string | number)[], value: any) => {
    const replace = replacing.some((pattern) => touches(pattern, path, value));
    changes.set(pathText(path), { kind, replace, path });
  };
  const compare = (path: (string | number)[], old: any, now: any, before: any): void => {
    if (now === undefined) return record("delete", path, null);
    if (now === UNKNOWN) return record(old === undefined ? "add" : "update", path, null);
    if (old === undefined) {
      if (now === null || (isZero(now) && equal(now, before))) return;
      return record("add", path, now);
    }
    if (old === null && isZero(now)) return;
    if (isMap(old) && isMap(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
        compare([...path, key], old[key], now[key], before?.[key]);
      }
    } else if (Array.isArray(old) && Array.isArray(now)) {
      for (let i = 0; i < Math.max(old.length, now.length); i++) {
        compare([...path, i], old[i], now[i], before?.[i]);
      }
    } else if (!equal(old, now)) record("update", path, now);
  };
  compare([], live, news, oldInputs);
  return changes;
}

const isZero = (value: any): boolean =>
  value === false ||
  value === 0 ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isMap(value) && Object.values(value).every(isZero));

/** A property path as the engine writes it: `spec.ports[0]`, `metadata.labels["a.b/c"]`. */
export function pathText(path: (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text ? `${text}.${step}` : step;
  }, "");
}

/** The steps of a property path; `*` stands for any one step. */
export function parsePath(text: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*)\]|([^.[\]]+)/g)) {
    if (match[1] !== undefined) steps.push(match[1].replaceAll('\\"', '"'));
    else if (match[2] !== undefined) steps.push(Number(match[2]));
    else steps.push(match[3] ?? match[4]!);
  }
  return steps;
}

/** Whether `path` lies at or below the place that `outer` names. */
export function contains(outer: (string | number)[], path: (string | number)[]): boolean {
  return outer.length <= path.length && outer.every((s, i) => s === "*" || s === path[i]);
}
