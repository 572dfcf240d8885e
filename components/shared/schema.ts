import { type Cpu, type Memory, bytes, cores } from "./quantity.ts";

/** Checks one value and gives it its type; throws a sentence that names `path`. */
export type Reader<T> = (value: unknown, path: string) => T;

type Read<S> = { [K in keyof S]: S[K] extends Reader<infer T> ? T : never };

const shown = (value: unknown) => (value === undefined ? "missing" : JSON.stringify(value));

/** A reader of values that `check` accepts; `need` completes "... is <value>: <need>". */
export function value<T>(need: string, check: (value: unknown) => value is T): Reader<T> {
  return (got, path) => {
    if (check(got)) return got;
    throw new Error(`${path} is ${shown(got)}: ${need}`);
  };
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (got, path) => (got === undefined ? undefined : reader(got, path));
}

/** `reader`, with `fallback` where nothing is set. */
export function or<T>(reader: Reader<T>, fallback: T): Reader<T> {
  return (got, path) => (got === undefined ? fallback : reader(got, path));
}

export function oneOf<const T extends string>(...choices: T[]): Reader<T> {
  const need = `one of ${choices.join(", ")} is needed`;
  return value(need, (got): got is T => choices.includes(got as T));
}

export function text(need = "a text that is not empty is needed", pattern = /\S/): Reader<string> {
  return value(need, (got): got is string => typeof got === "string" && pattern.test(got));
}

export function integer(min: number, max: number): Reader<number> {
  const need = `a whole number from ${min} to ${max} is needed`;
  const fits = (got: unknown) => Number.isInteger(got) && Number(got) >= min && Number(got) <= max;
  return value(need, (got): got is number => fits(got));
}

/** A list whose entries `reader` takes, each named by its place. */
export function list<T>(reader: Reader<T>): Reader<T[]> {
  return (got, path) => {
    if (Array.isArray(got)) return got.map((entry, at) => reader(entry, `${path}[${at}]`));
    throw new Error(`${path} is ${shown(got)}: a list is needed`);
  };
}

export const flag: Reader<boolean> = value(
  "true or false is needed",
  (got): got is boolean => typeof got === "boolean",
);

/** Texts under keys of the user's own. */
export const texts: Reader<Record<string, string>> = value(
  "an object of texts is needed",
  (got): got is Record<string, string> =>
    got !== null &&
    typeof got === "object" &&
    !Array.isArray(got) &&
    Object.values(got).every((each) => typeof each === "string"),
);

/** A number from 0 to 1, both included. */
export const share: Reader<number> = value(
  "a share from 0 to 1 is needed",
  (got): got is number => typeof got === "number" && got >= 0 && got <= 1,
);

export function memory(min: Memory): Reader<Memory> {
  const need = `an amount such as 256Mi or 2Gi, at least ${min}, is needed`;
  const form = /^[1-9][0-9]*(Ki|Mi|Gi|Ti)$/;
  return value(
    need,
    (got): got is Memory => form.test(String(got)) && bytes(got as Memory) >= bytes(min),
  );
}

/** Whole cores may be written as numbers. */
export function cpu(min: Cpu): Reader<Cpu> {
  const need = `an amount such as 250m or "2", at least ${min}, is needed`;
  const fits = (got: unknown) => /^[1-9][0-9]*m?$/.test(String(got)) && cores(`${got}` as Cpu);
  return (got, path) => {
    if (fits(got) && cores(`${got}` as Cpu) >= cores(min)) return `${got}` as Cpu;
    throw new Error(`${path} is ${shown(got)}: ${need}`);
  };
}

/** An object with these keys and no others; a missing one reads as empty, so defaults apply. */
export function object<S extends Record<string, Reader<unknown>>>(shape: S): Reader<Read<S>> {
  return (got = {}, path) => {
    const prefix = path.endsWith(":") ? path : `${path}.`;
    if (got === null || typeof got !== "object" || Array.isArray(got)) {
      throw new Error(
        `${path} is ${shown(got)}: an object with ${Object.keys(shape).join(", ")} is needed`,
      );
    }
    for (const key of Object.keys(got)) refuseUnknown(key, Object.keys(shape), prefix);
    const entries = Object.entries(shape).map(([key, reader]) => [
      key,
      reader((got as Record<string, unknown>)[key], prefix + key),
    ]);
    return Object.fromEntries(entries) as Read<S>;
  };
}

function refuseUnknown(key: string, known: string[], prefix: string) {
  if (known.includes(key)) return;
  const near = nearest(key, known);
  const help = near ? `did you mean ${prefix}${near}?` : `known here are ${known.join(", ")}`;
  throw new Error(`${prefix}${key} is not a setting: ${help}`);
}

/** The known word that a slip of the keyboard turns into `word`, if there is one. */
export function nearest(word: string, known: string[]): string | undefined {
  const distances = known
    .map((each) => ({ each, far: distance(word.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = distances[0];
  return best && best.far <= Math.max(2, word.length / 3) ? best.each : undefined;
}

/** Edits, swaps of neighbours included, that turn `a` into `b`. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]![j]!;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(i - 2, j - 2) + 1);
      }
      rows[i]!.push(least);
    }
  }
  return at(a.length, b.length);
}

export const dnsLabel = text(
  "a name of at most 50 of a-z, 0-9 and - is needed, starting with a letter",
  /^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/,
);

/** A time in seconds. */
export const seconds = (fallback: number) => or(integer(1, 3_600), fallback);

/** What a container asks for and may use. */
export const size = (cpuRequest: Cpu, cpuLimit: Cpu, most: Memory) => ({
  cpuRequest: or(cpu("1m"), cpuRequest),
  cpuLimit: or(cpu("10m"), cpuLimit),
  memory: or(memory("32Mi"), most),
});
