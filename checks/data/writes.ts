/** What became of one write, as its writer was told. */
export type Outcome =
  /** Acknowledged: it has to stay. */
  | "acknowledged"
  /** Refused, or never sent: it must not be there. */
  | "refused"
  /** The answer never came: it may be there or not. */
  | "unknown";

export interface Write {
  id: number;
  outcome: Outcome;
  /** Milliseconds on the writer's clock. */
  at: number;
}

const letters: Record<string, Outcome> = { a: "acknowledged", r: "refused", u: "unknown" };

/** The writes that the writer's log tells of; other lines, and a last one cut short, are left out. */
export function readWrites(log: string): Write[] {
  const complete = log.slice(0, log.lastIndexOf("\n") + 1);
  return [...complete.matchAll(/^([aru]) (\d+) (\d+)$/gm)].map(([, letter, id, at]) => ({
    id: Number(id),
    outcome: letters[letter!]!,
    at: Number(at),
  }));
}

/** A run of ids that are in the table, both ends included. */
export type Range = readonly [first: number, last: number];

/** The ids that the reader found, of lines as `1-50`; undefined where it did not say `end`. */
export function readRanges(log: string): Range[] | undefined {
  if (!/^end$/m.test(log)) return undefined;
  return [...log.matchAll(/^(\d+)-(\d+)$/gm)].map(([, a, b]) => [Number(a), Number(b)] as const);
}

/** What two accounts of the same writes come to: the writer's, and the database's own. */
export interface Balance {
  acknowledged: number;
  /** Acknowledged, and gone. */
  lost: Write[];
  /** There, though it was refused or nobody wrote it. */
  ghosts: number[];
  /** There, though its writer never heard of it: a commit whose answer was cut off. */
  unheard: number;
}

/**
 * Compares what a writer was told with what the database holds. Ids after the last one that the
 * writer told of are left out: it was stopped while it wrote them.
 */
export function balance(writes: readonly Write[], kept: readonly Range[]): Balance {
  const told = new Map(writes.map((write) => [write.id, write]));
  const last = writes.at(-1)?.id ?? 0;
  const there = new Set<number>();
  for (const [first, end] of kept) {
    for (let id = first; id <= Math.min(end, last); id++) there.add(id);
  }
  const acknowledged = writes.filter(({ outcome }) => outcome === "acknowledged");
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ id }) => !there.has(id)),
    ghosts: [...there].filter((id) => (told.get(id)?.outcome ?? "refused") === "refused"),
    unheard: [...there].filter((id) => told.get(id)?.outcome === "unknown").length,
  };
}

/** What a fault cost, by the writer's clock alone. */
export interface Outage {
  /**
   * Longest time between two acknowledged writes.
   * @default - none was acknowledged any more
   */
  seconds?: number;
  /** Time of acknowledged writes that are gone: the span of the data that was lost. */
  lostSeconds: number;
}

/** The outage after the first `from` writes, and before write number `to`. */
export function outage(
  writes: readonly Write[],
  lost: readonly Write[],
  from: number,
  to: number = writes.length,
): Outage {
  const acknowledged = (some: readonly Write[]) =>
    some.filter(({ outcome }) => outcome === "acknowledged");
  const before = acknowledged(writes.slice(0, from)).at(-1);
  const after = acknowledged(writes.slice(from, to));
  const ends = before ? [before, ...after] : after;
  const gaps = ends.slice(1).map(({ at }, index) => at - ends[index]!.at);
  const first = writes[Math.max(from - 1, 0)]?.id ?? 0;
  const times = lost.filter(({ id }) => id >= first).map(({ at }) => at);
  const newest = Math.max(...ends.map(({ at }) => at));
  return {
    ...(gaps.length > 0 && { seconds: Math.max(...gaps) / 1000 }),
    lostSeconds: times.length > 0 ? (newest - Math.min(...times)) / 1000 : 0,
  };
}
