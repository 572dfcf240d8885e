import { type Clock, poll } from "../cluster/clock.ts";
import type { Cluster, Pod } from "../cluster/cluster.ts";
import { JobError } from "../jobs/run-job.ts";
import type { DegradationSpec } from "../run/plan.ts";
import { type Ask, type Request, asksPerSecond } from "./redis-commands.ts";

/** Those who tell how it goes: the clients of the service, and one of its cache. */
export interface Witnesses {
  requests: () => Promise<Request[]>;
  asks: () => Promise<Ask[]>;
}

/** What the witnesses saw. */
export interface Seen {
  /** Requests before the cache was taken away. */
  before: Request[];
  /** Requests that were sent while it was away, and what the cache said meanwhile. */
  during: Request[];
  asks: Ask[];
  /**
   * Until the cache kept and gave back a value again, on its client's clock.
   * @default - it did not in time
   */
  backSeconds?: number;
}

export interface Means {
  cluster: Cluster;
  clock: Clock;
  report: (line: string) => void;
  aborted: AbortSignal;
}

/** Without a failure, and in a row, before anything is done. */
const calm = { asks: 10, requests: 20 };
/** In a row, for the cache to be away, or back. */
const inRow = 3;
/** Longest wait for the calm, and until the cache is away. */
const patienceSeconds = { calm: 60, gone: 30 };
/** A new pod takes longer than this to be ready: it is away again before anybody reaches it. */
const lookEveryMilliseconds = 250;
/** Requests that were sent in the first second may have met the cache. */
const graceMilliseconds = 1000;

/** Longest time that all of it takes. */
export const longestSeconds = ({ load, backSeconds }: DegradationSpec, answerSeconds: number) =>
  patienceSeconds.calm +
  patienceSeconds.gone +
  load.profile.durationSeconds +
  Math.max(backSeconds, answerSeconds) +
  10;

/**
 * Takes a cache away by deleting its pod as often as it comes back, and then lets it come. Nothing
 * has to be put right where this is broken off: whoever keeps the pod makes it anew.
 */
export async function takeAway(
  spec: DegradationSpec,
  answerSeconds: number,
  witnesses: Witnesses,
  means: Means,
): Promise<Seen> {
  const { clock, report } = means;
  const before = await untilCalm(witnesses, means);
  const first = await untilGone(spec, witnesses, means);
  const since = newest(await witnesses.requests()) + graceMilliseconds;
  await keepAway(spec, witnesses, means);
  const [asks, until] = [await witnesses.asks(), newest(await witnesses.requests())];
  const released = clock.now();
  const backSeconds = await untilBack(spec, asks, witnesses, means);
  report("waiting for the last answers");
  await clock.sleep(Math.max(0, released + answerSeconds * 1000 - clock.now()));
  const during = (await witnesses.requests()).filter(
    ({ sentAt }) => sentAt >= since && sentAt <= until,
  );
  return { before, during, asks: asks.slice(first), ...(backSeconds && { backSeconds }) };
}

/** When the newest answer came. */
const newest = (requests: readonly Request[]) =>
  Math.max(0, ...requests.map(({ sentAt, milliseconds }) => sentAt + milliseconds));

const all = (asks: readonly Ask[], outcome: Ask["outcome"], count: number) =>
  asks.length >= count && asks.slice(-count).every((ask) => ask.outcome === outcome);

async function untilCalm(witnesses: Witnesses, { clock, report, aborted }: Means) {
  let why = "";
  const found = await poll(clock, patienceSeconds.calm, async () => {
    aborted.throwIfAborted();
    const [asks, requests] = [await witnesses.asks(), await witnesses.requests()];
    const last = requests.slice(-calm.requests);
    const failed = last.filter((request) => request.failed).length;
    if (!all(asks, "answered", calm.asks)) {
      why = `the cache does not answer steadily: ${asks.at(-1)?.said || "nobody asked it yet"}`;
    } else if (failed > 0 || last.length < calm.requests) {
      why = `${failed} of the last ${last.length} requests failed with the cache in place`;
    } else return requests;
    report(`waiting for the service to be as it should: ${why}`);
    return undefined;
  });
  if (found) return found;
  throw new JobError(`nothing was taken away: ${why}`);
}

/** Deletes the pod unless it is going already; a second is enough for Redis to end in order. */
async function remove({ pod }: DegradationSpec, { cluster, aborted }: Means): Promise<void> {
  aborted.throwIfAborted();
  const found = await cluster.get<Pod>("Pod", pod.namespace, pod.name);
  if (!found || found.metadata.deletionTimestamp) return;
  await cluster.delete("Pod", pod.namespace, pod.name, 1);
}

/** How many answers there were when the cache was away. */
async function untilGone(spec: DegradationSpec, witnesses: Witnesses, means: Means) {
  means.report(`taking ${spec.pod.namespace}/${spec.pod.name} away`);
  const attempt = async () => {
    await remove(spec, means);
    const asks = await witnesses.asks();
    return all(asks, "refused", inRow) ? asks.length - inRow : undefined;
  };
  const found = await poll(means.clock, patienceSeconds.gone, attempt, lookEveryMilliseconds);
  if (found !== undefined) return found;
  const last = (await witnesses.asks()).at(-1);
  throw new JobError(`the cache could not be taken away: it was asked, and said "${last?.said}"`);
}

async function keepAway(spec: DegradationSpec, witnesses: Witnesses, means: Means) {
  const { clock, report } = means;
  const { durationSeconds } = spec.load.profile;
  const start = clock.now();
  let told = start;
  for (;;) {
    await remove(spec, means);
    const now = clock.now();
    if (now - start >= durationSeconds * 1000) return;
    if (now - told >= 1000) {
      told = now;
      const failed = (await witnesses.requests()).filter((request) => request.failed).length;
      const seconds = Math.round((now - start) / 1000);
      report(
        `without the cache for ${seconds} s of ${durationSeconds} s, ${failed} requests failed`,
      );
    }
    await clock.sleep(lookEveryMilliseconds);
  }
}

async function untilBack(
  { backSeconds }: DegradationSpec,
  known: readonly Ask[],
  witnesses: Witnesses,
  { clock, report, aborted }: Means,
): Promise<number | undefined> {
  const released = known.at(-1)!.at;
  const attempt = async () => {
    aborted.throwIfAborted();
    const after = (await witnesses.asks()).slice(known.length);
    report(`waiting for the cache to be back: ${after.at(-1)?.said ?? ""}`);
    const seconds =
      (after.findLast(({ outcome }) => outcome !== "answered")?.at ?? released) / 1000;
    return all(after, "answered", inRow) ? seconds - released / 1000 : undefined;
  };
  const seconds = await poll(clock, backSeconds, attempt, 1000 / asksPerSecond);
  return seconds === undefined ? undefined : Math.max(seconds, 1 / asksPerSecond);
}
