import { type Clock, poll } from "../cluster/clock.ts";
import type { Cluster, Pod } from "../cluster/cluster.ts";
import { JobError, runJob } from "../jobs/run-job.ts";
import type { Finding } from "../run/verdict.ts";
import { judgeRotation } from "./judge-rotation.ts";
import { liveCluster } from "./live-cluster.ts";
import { type Told, clientContainer, readTold } from "./rotation-commands.ts";
import type { Credential, RotationSpec } from "./rotation-spec.ts";

/** Takes a step of the rotation: what it changes is changed when it returns. */
export type Advance = (step: Step) => Promise<void>;
/** The new login is let in; clients are given it; the old one is shut out. */
export type Step = 1 | 2 | 3;

/** Requests on each way that show that it serves. */
export const steadyRequests = 20;
/** For the operator to do as it was told, and for nodes to bring a Secret to their pods. */
const patienceSeconds = 300;
const jobSeconds = 3600;

interface Means {
  cluster: Cluster;
  clock: Clock;
  report: (line: string) => void;
}

/** Takes the steps that are left of a rotation while a client asks without a pause. */
export async function checkRotation(
  check: string,
  { spec, steps }: Pick<Credential, "spec" | "steps">,
  advance: Advance,
  { cluster, clock, report }: Means,
): Promise<Finding> {
  const rotation = new Rotation(spec, steps % 3, advance, { cluster, clock, report });
  let end: Promise<void> | undefined;
  let over = false;
  const whileRunning = async ({ metadata: { namespace = "default", name } }: Pod) => {
    for (const way of spec.ways) {
      rotation.told.set(way.name, readTold(await cluster.logs(namespace, name, way.name)));
    }
    end ??= rotation.run().finally(() => (over = true));
    end.catch(() => {}); // thrown below, once the Job has gone
    return over ? "stop" : undefined;
  };
  const containers = spec.ways.map((way) => clientContainer(spec, way));
  const { identity, login } = spec;
  const job = { check, identity, containers, secret: login.secretName, timeoutSeconds: jobSeconds };
  try {
    await runJob({ spec: job, report: () => {}, whileRunning }, cluster, clock);
  } finally {
    rotation.stop();
  }
  await end;
  return judgeRotation(spec, rotation);
}

/** The steps of a rotation, each taken when the one before has come through. */
export class Rotation {
  readonly told = new Map<string, Told>();
  /** Seconds until all clients had the new login. @default - they had not */
  takenSeconds?: number;
  /** Whether all steps were taken: none is while requests fail. */
  finished = false;
  readonly #spec: RotationSpec;
  readonly #taken: number;
  readonly #advance: Advance;
  readonly #means: Means;
  #stopped = false;

  /** @param taken steps of this rotation that an earlier run took */
  constructor(spec: RotationSpec, taken: number, advance: Advance, means: Means) {
    this.#spec = spec;
    this.#taken = taken;
    this.#advance = advance;
    this.#means = means;
  }

  /** Takes no further step. */
  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    const { graceSeconds, to } = this.#spec;
    const steady = await this.#until("requests come through", () => this.#answered(steadyRequests));
    if (!steady) throw new JobError(this.#unheard());
    if (!(await this.#step(1))) return;
    if (!(await this.#until(`the operator lets ${to.name} in`, () => this.#letIn()))) {
      throw new JobError(await this.#notLetIn());
    }
    if (!(await this.#step(2))) return;
    const { clock } = this.#means;
    const since = clock.now();
    const taken = () => this.#each(({ last }) => last?.login === to.name);
    if (!(await this.#until(`clients take ${to.name}`, taken))) {
      throw new JobError(`no client took ${to.name} in time: both logins are let in, run it again`);
    }
    this.takenSeconds = (clock.now() - since) / 1000;
    const over = () => clock.now() - since >= graceSeconds * 1000;
    await this.#until(`${graceSeconds} s of grace are over`, over, graceSeconds + 1);
    if (!(await this.#step(3))) return;
    await this.#until(`${this.#spec.from} is shut out`, () => this.#shutOut());
    const before = this.#counts();
    const still = () => this.#answered(steadyRequests, before);
    this.finished = await this.#until("requests still come through", still);
  }

  /** Whether the step is taken; it is not while requests fail. */
  async #step(step: Step): Promise<boolean> {
    if (step <= this.#taken) return true;
    if (this.#stopped || !this.#each(({ failed }) => failed.length === 0)) return false;
    await this.#advance(step);
    return true;
  }

  async #until(
    what: string,
    come: () => boolean | Promise<boolean>,
    seconds = patienceSeconds,
  ): Promise<boolean> {
    const { clock, report } = this.#means;
    const found = await poll(clock, seconds, async () => {
      if (this.#stopped) return false;
      report(`${this.#sum()}; waiting until ${what}`);
      return (await come()) || undefined;
    });
    return found === true;
  }

  #each(fits: (told: Told) => boolean): boolean {
    return this.#spec.ways.every(({ name }) => {
      const told = this.told.get(name);
      return told !== undefined && fits(told);
    });
  }

  #counts = () => new Map([...this.told].map(([way, { answered }]) => [way, answered]));

  #answered(more: number, since = new Map<string, number>()): boolean {
    return this.#spec.ways.every(
      ({ name }) => (this.told.get(name)?.answered ?? 0) >= (since.get(name) ?? 0) + more,
    );
  }

  /** The login that goes may not log in, and its password, where it is known, is refused. */
  #shutOut(): boolean {
    return this.#each(
      ({ last, first, old }) =>
        last?.open === false && (first !== this.#spec.from || old.at(-1) === "refused"),
    );
  }

  async #roles() {
    const { cluster, to } = this.#spec;
    const { status } = await liveCluster(cluster, this.#means.cluster);
    const secret = await this.#means.cluster.get("Secret", cluster.namespace, to.secretName);
    return { roles: status?.managedRolesStatus ?? {}, version: secret?.metadata.resourceVersion };
  }

  async #letIn(): Promise<boolean> {
    const { roles, version } = await this.#roles();
    const { name } = this.#spec.to;
    const has = roles.passwordStatus?.[name]?.resourceVersion;
    return version !== undefined && has === version && !!roles.byStatus?.reconciled?.includes(name);
  }

  async #notLetIn(): Promise<string> {
    const { name } = this.#spec.to;
    const why = (await this.#roles()).roles.cannotReconcile?.[name]?.join(", ");
    return `the operator did not let ${name} in: ${why ?? "it does not say why; look at its log"}`;
  }

  #unheard(): string {
    const silent = this.#spec.ways.find(({ name }) => !this.told.get(name)?.answered);
    const { waiting, failed = [] } = (silent && this.told.get(silent.name)) ?? {};
    const why = waiting ?? failed[0] ?? "too few requests were answered";
    return `nothing was changed, because no client comes through by ${silent?.name}: ${why}`;
  }

  #sum(): string {
    const told = [...this.told.values()];
    const sum = (of: (each: Told) => number) => told.reduce((all, each) => all + of(each), 0);
    const failed = sum((each) => each.failed.length);
    return `${sum(({ answered }) => answered)} requests answered, ${failed} failed`;
  }
}
