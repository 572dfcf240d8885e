import { equal } from "../../../embedded/plugins/kubernetes/model/objects.ts";
import { isMap } from "../../../embedded/plugins/kubernetes/model/values.ts";
import type { Recorded } from "./run.ts";

/** One place in which two records of a scenario differ. */
export interface Difference {
  /** `<step>: <ok, did, failed or state>/<resource>/<path>` */
  where: string;
  official: unknown;
  ours: unknown;
}

/** Everything in which `ours` is not what `official` is. */
export function differencesOf(official: Recorded[], ours: Recorded[]): Difference[] {
  return official.flatMap((step, i) => {
    const { step: name } = step;
    const other = ours[i]?.step;
    if (other !== name) return [{ where: `step ${i}`, official: name, ours: other }];
    const all = compare("", comparable(step), comparable(ours[i]!));
    return all.map((one) => ({ ...one, where: `${name}: ${one.where}` }));
  });
}

/** Lists of names as what they are, sets: a name that is missing is one difference. */
function comparable({ did = {}, failed = [], ok, state }: Recorded): object {
  const set = (names: string[]) => Object.fromEntries(names.map((name) => [name, true]));
  const deeds = Object.entries(did).map(([deed, names]) => [deed, set(names)]);
  return { ok, failed: set(failed), did: Object.fromEntries(deeds), state };
}

function compare(where: string, official: any, ours: any): Difference[] {
  if (isMap(official ?? {}) && isMap(ours ?? {}) && (official ?? ours)) {
    const keys = [...new Set([...Object.keys(official ?? {}), ...Object.keys(ours ?? {})])];
    return keys.flatMap((key) => {
      return compare(where ? `${where}/${key}` : key, official?.[key], ours?.[key]);
    });
  }
  if (equal(official, ours)) return [];
  return [{ where, official, ours }];
}
