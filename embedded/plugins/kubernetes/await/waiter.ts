import { annotation, at, isOwnedBy, type KubeObject } from "../model/objects.ts";
import type { Api } from "../client/api.ts";
import type { Informer, Informers } from "../client/informers.ts";
import { builtInCondition } from "./conditions.ts";
import { isRefusal } from "./workloads.ts";
import { EVENT, type Condition, type Verdict, type View } from "./verdict.ts";
import { statedCondition, usualCondition } from "./wait-for.ts";

/** Made or changed, but not ready; the state must still remember it. */
export class NotReadyError extends Error {
  readonly object: KubeObject;
  readonly reasons: string[];
  constructor(message: string, object: KubeObject, reasons: string[]) {
    super(message);
    this.name = "NotReadyError";
    this.object = object;
    this.reasons = reasons;
  }
}

export interface Surroundings {
  api: Api;
  informers: Informers;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
  /** Whether kinds without a condition of their own are waited for. @default - they are not */
  awaitAll?: boolean;
}

export interface Wait {
  object: KubeObject;
  inputs: KubeObject;
  previous?: KubeObject;
  /** In milliseconds. */
  timeout: number;
  onStatus(line: string): void;
}

const SKIP_AWAIT = "pulumi.com/skipAwait";
const WARNINGS = "fieldSelector=type%3DWarning";
/** How long a hopeless state must last before it is believed, in milliseconds. */
const BELIEF = 2_000;

export const skipsAwait = (inputs: any): boolean => annotation(inputs, SKIP_AWAIT) === "true";

/** The condition for an object: what its annotation states, else that of its kind. */
function conditionFor(object: KubeObject, inputs: any, awaitAll = false): Condition | undefined {
  if (skipsAwait(inputs)) return undefined;
  const known = statedCondition(object) ?? builtInCondition(object);
  return known ?? (awaitAll ? usualCondition : undefined);
}

/** Resolves with the live object when it is ready, rejects with NotReadyError when it won't be. */
export async function untilReady(around: Surroundings, wait: Wait): Promise<KubeObject> {
  const condition = conditionFor(wait.object, wait.inputs, around.awaitAll);
  if (!condition) return wait.object;
  const empty: View = { list: () => [], quiet: 0, previous: wait.previous };
  if (condition.needs.length === 0 && condition.check(wait.object, empty).ready) return wait.object;
  return new Promise((resolve, reject) => {
    new Waiting(around, wait, condition, resolve, reject).start().catch(reject);
  });
}

/** The informers around an object: of its own kind, of what it needs, and of warnings. */
async function observe({ informers }: Surroundings, object: KubeObject, condition: Condition) {
  const { namespace = "" } = object.metadata;
  const all = new Map<string, Informer>();
  for (const kind of condition.needs) all.set(kind.kind, await informers.get(kind, namespace));
  const own = await informers.get(object, namespace);
  const events = await informers.get(EVENT, namespace || "default", WARNINGS);
  await Promise.all([own, events, ...all.values()].map((informer) => informer.ready));
  return { own, events, all };
}

class Waiting {
  private readonly around: Surroundings;
  private readonly wait: Wait;
  private readonly condition: Condition;
  private readonly succeed: (live: KubeObject) => void;
  private readonly fail: (error: Error) => void;
  private readonly stops: (() => void)[] = [];
  private live: KubeObject;
  private verdict: Verdict = { ready: false, status: "" };
  private observed: Awaited<ReturnType<typeof observe>> | undefined;
  private changedAt = Date.now();
  private hopelessSince: number | undefined;
  private done = false;

  constructor(
    around: Surroundings,
    wait: Wait,
    condition: Condition,
    succeed: (live: KubeObject) => void,
    fail: (error: Error) => void,
  ) {
    this.around = around;
    this.wait = wait;
    this.condition = condition;
    this.succeed = succeed;
    this.fail = fail;
    this.live = wait.object;
  }

  async start(): Promise<void> {
    const name = this.wait.object.metadata.name;
    this.after(this.wait.timeout, () => this.give(`'${name}' timed out waiting to be Ready`));
    const cancel = () => this.give(`Resource operation was cancelled for "${name}"`);
    if (this.around.signal.aborted) return cancel();
    this.around.signal.addEventListener("abort", cancel, { once: true });
    this.stops.push(() => this.around.signal.removeEventListener("abort", cancel));
    this.observed = await observe(this.around, this.wait.object, this.condition);
    const { own, events, all } = this.observed;
    for (const informer of [own, events, ...all.values()]) {
      this.stops.push(informer.onChange(() => this.look(true)));
    }
    if (own.denied) this.poll();
    this.changedAt = Date.now();
    this.look(false);
  }

  /** Without the right to watch the kind, the object itself is asked for every two seconds. */
  private poll(): void {
    this.after(2_000, () => {
      this.around.api.get(this.live).then(
        (live) => {
          this.live = live;
          this.look(false);
          this.poll();
        },
        () => this.poll(),
      );
    });
  }

  private look(changed: boolean): void {
    if (this.done || !this.observed) return;
    const { own, all } = this.observed;
    const found = own.find(this.live.metadata.name);
    if (found && isNewer(found, this.live)) this.live = found;
    if (changed) this.changedAt = Date.now();
    this.verdict = this.condition.check(this.live, {
      list: (kind) => [...(all.get(kind)?.items.values() ?? [])],
      previous: this.wait.previous,
      quiet: Date.now() - this.changedAt,
    });
    if (this.verdict.ready) return this.end(() => this.succeed(this.live));
    const hopeless = this.verdict.hopeless ?? this.warnings().find(isRefusal);
    this.hopelessSince = hopeless ? (this.hopelessSince ?? Date.now()) : undefined;
    if (hopeless && Date.now() - this.hopelessSince! >= BELIEF) return this.give(hopeless);
    if (hopeless) this.after(BELIEF, () => this.look(false));
    if (this.verdict.recheck) this.after(this.verdict.recheck, () => this.look(false));
    const problem = this.verdict.problems?.find((p) => /^(container|Pod|Persistent)/.test(p));
    this.wait.onStatus(problem ? `${this.verdict.status}: ${problem}` : this.verdict.status);
  }

  /** Warning events of this wait, about the object or what it owns. */
  private warnings(): string[] {
    if (!this.observed) return [];
    const since = Date.now() - this.wait.timeout - 5_000;
    const owns = [...this.observed.all.values()].flatMap((informer) =>
      [...informer.items.values()].filter((item) => isOwnedBy(item, this.live)),
    );
    const uids = new Set([this.live, ...owns].map(({ metadata }) => metadata.uid));
    return [...this.observed.events.items.values()]
      .filter((event) => uids.has(at(event, "involvedObject", "uid")) && timeOf(event) > since)
      .sort((a, b) => timeOf(a) - timeOf(b))
      .map((event) => `[${event.reason}] ${(event.message ?? "").trim()}`);
  }

  private give(message: string): void {
    this.end(() => {
      const reasons = this.verdict.problems ?? [];
      const warnings = [...new Set(this.warnings())].slice(-5);
      const pods = [...(this.observed?.all.get("Pod")?.items.values() ?? [])];
      const own = this.live.kind === "Pod" ? [this.live] : pods;
      import("./evidence.ts")
        .then(({ lastLines }) => lastLines(this.around.api, own, reasons))
        .catch(() => [])
        .then((lines) => {
          const all = distinct([message, ...reasons, ...warnings, ...lines]).slice(1);
          this.fail(new NotReadyError(message, this.live, all));
        });
    });
  }

  private after(delay: number, action: () => void): void {
    const timer = setTimeout(action, delay);
    this.stops.push(() => clearTimeout(timer));
  }

  private end(then: () => void): void {
    if (this.done) return;
    this.done = true;
    for (const stop of this.stops) stop();
    then();
  }
}

/** Each complaint once: the names of pods that were tried in turn make no difference. */
export function distinct(complaints: string[]): string[] {
  const kept: string[] = [];
  const bare = (text: string) =>
    text.replace(/"[^"]*-[a-z0-9]{5}"/g, '""').replace(/^\[.*?\] /, "");
  for (const complaint of complaints) {
    const essence = bare(complaint).replace(/^Error creating: /, "");
    if (!kept.some((known) => bare(known).includes(essence))) kept.push(complaint);
  }
  return kept;
}

const timeOf = (event: KubeObject): number =>
  Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);

/** Whether `found` is the same object, not an older copy and not one of the same name. */
function isNewer(found: KubeObject, known: KubeObject): boolean {
  if (found.metadata.uid !== known.metadata.uid) return false;
  const version = (o: KubeObject) => BigInt(/^\d+$/.exec(o.metadata.resourceVersion)?.[0] ?? 0);
  return version(found) >= version(known);
}

/** Kinds that a refresh reports as not ready; all others are only waited for. */
const LOOKED_AT = new Set("Deployment StatefulSet DaemonSet Job Pod Service Ingress".split(" "));

/** One look at an object that is not being changed: what keeps it from being ready. */
export async function lookOnce(
  around: Surroundings,
  object: KubeObject,
  inputs: any,
): Promise<string[] | undefined> {
  const condition = skipsAwait(inputs) ? undefined : builtInCondition(object);
  if (!condition || !LOOKED_AT.has(object.kind)) return undefined;
  const { namespace = "" } = object.metadata;
  const lists = new Map<string, KubeObject[]>();
  for (const kind of condition.needs) {
    const informer = await around.informers.get(kind, namespace);
    await informer.ready;
    lists.set(kind.kind, [...informer.items.values()]);
  }
  const view: View = { list: (kind) => lists.get(kind) ?? [], quiet: Infinity };
  const verdict = condition.check(object, view);
  return verdict.ready ? undefined : (verdict.problems ?? [verdict.status]);
}
