import { randomBytes } from "node:crypto";

import { type Clock, poll } from "../cluster/clock.ts";
import { type Cluster, ClusterError } from "../cluster/cluster.ts";
import { withCleanUp } from "../jobs/interrupt.ts";
import { labelsOf } from "../jobs/manifest.ts";
import { JobError, runJob } from "../jobs/run-job.ts";
import type { Evidence } from "../run/document.ts";
import type { RestoreSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { archiveOf, notBackedUpBy, unarchivedBy } from "./archive.ts";
import { type LiveCluster, liveCluster, phaseOf } from "./live-cluster.ts";
import { restoreContainer, writerTimeout } from "./restore-commands.ts";
import { type Balance, balance, readRanges, readWrites } from "./writes.ts";

type Report = (line: string) => void;

/** For a pod to start, and for a backup or a removal under way to end. */
const marginSeconds = 90;

/**
 * Writes, deletes what was written, makes a copy of the database as it was before that, and compares
 * what the copy holds with what had been acknowledged.
 */
export async function checkRestore(
  check: string,
  spec: RestoreSpec,
  cluster: Cluster,
  clock: Clock,
  report: Report,
): Promise<Finding> {
  const drill = new Drill(check, spec, cluster, clock, report);
  await drill.needBackup();
  const table = `${spec.login.role}.drill`;
  report("writing what is to be restored");
  const told = await drill.run("write", table, spec.cluster.name, writerTimeout(spec));
  const target = /^t (.+)$/m.exec(told)?.[1];
  if (!target) throw new JobError("its writer did not say when its rows were whole");
  const { seconds, rows } = await drill.copy(target, table);
  await drill.run("sweep", table, spec.cluster.name, marginSeconds);
  const exposed = [...told.matchAll(/^x (\d+(?:\.\d+)?)$/gm)].map(([, value]) => Number(value));
  return judgeRestore(spec, { ...{ seconds, exposed }, sum: balance(readWrites(told), rows) });
}

/** The steps of a drill. */
class Drill {
  readonly #check: string;
  readonly #spec: RestoreSpec;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #report: Report;

  constructor(check: string, spec: RestoreSpec, cluster: Cluster, clock: Clock, report: Report) {
    this.#check = check;
    this.#spec = spec;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#report = report;
  }

  /** The copy as it is now, if it is there. */
  #copy(): Promise<LiveCluster | undefined> {
    const { cluster, scratch } = this.#spec;
    return this.#cluster.get<LiveCluster>("Cluster", cluster.namespace, scratch.name);
  }

  /** Waits for a backup that can be restored, or makes one; throws what stands in its way. */
  async needBackup(): Promise<void> {
    const { namespace, name } = this.#spec.cluster;
    let why = "";
    let asked = false;
    const found = await poll(this.#clock, 2 * marginSeconds, async () => {
      const live = await liveCluster(this.#spec.cluster, this.#cluster);
      const archive = await archiveOf(live, this.#cluster);
      const unarchived = archive ? unarchivedBy(archive) : "it is told to make none";
      const lacking = archive && notBackedUpBy(archive);
      if (!unarchived && !lacking) return true;
      why = unarchived ?? lacking!.why;
      this.#report(`waiting for a backup of ${name}: ${why}`);
      if (unarchived || !lacking?.again || asked) return undefined;
      await this.#cluster.create(backupManifest(this.#check, this.#spec, archive!.plugin));
      asked = true;
      return undefined;
    });
    if (!found)
      throw new ClusterError(`${namespace}/${name} has no backup to restore: ${why}`, 409);
  }

  /** Runs one script and gives what it said; throws it where the script broke. */
  async run(
    script: "write" | "read" | "sweep",
    table: string,
    cluster: string,
    timeoutSeconds: number,
  ): Promise<string> {
    const containers = [restoreContainer(script, this.#spec, table, cluster)];
    const job = { check: this.#check, identity: this.#spec.identity, containers, timeoutSeconds };
    const ends = await runJob({ spec: job, report: this.#report }, this.#cluster, this.#clock);
    const end = ends.get(script);
    if (end?.exitCode === 0 && /^end$/m.test(end.logs)) return end.logs;
    const said = end?.logs.trim().split("\n").at(-1) || "its container never ran";
    throw new JobError(`the drill broke while it was to ${script}: ${said}`);
  }

  /** Makes the copy, reads it, and removes it however that ended. */
  async copy(target: string, table: string) {
    const { scratch, rtoSeconds } = this.#spec;
    await this.#remove();
    const work = async (aborted: AbortSignal) => {
      const began = this.#clock.now();
      await this.#cluster.create(scratchManifest(this.#check, this.#spec, target));
      let state = "";
      const ready = await poll(this.#clock, rtoSeconds + marginSeconds, async () => {
        aborted.throwIfAborted();
        const { status = {} } = (await this.#copy()) ?? {};
        state = phaseOf(status);
        this.#report(`restoring as of ${target}: ${state || "waiting for the operator"}`);
        return status.readyInstances ? true : undefined;
      });
      if (!ready) throw new JobError(`no copy could be made of the backups: ${state}`);
      const seconds = (this.#clock.now() - began) / 1000;
      const rows = readRanges(await this.run("read", table, scratch.name, marginSeconds));
      return { seconds, rows: rows ?? [] };
    };
    return withCleanUp(work, () => this.#remove());
  }

  async #remove(): Promise<void> {
    const { cluster, scratch } = this.#spec;
    await this.#cluster.delete("Cluster", cluster.namespace, scratch.name);
    const gone = await poll(this.#clock, marginSeconds, async () =>
      (await this.#copy()) ? undefined : true,
    );
    if (!gone) throw new ClusterError(`${cluster.namespace}/${scratch.name} does not go away`, 409);
  }
}

/** A base backup now; it stays, as every other does, for as long as backups are kept. */
function backupManifest(check: string, { cluster, scratch }: RestoreSpec, plugin: string) {
  const name = `${scratch.name}-${randomBytes(4).toString("hex")}`;
  return {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Backup",
    metadata: { name, namespace: cluster.namespace, labels: labelsOf(check) },
    spec: {
      ...{ cluster: { name: cluster.name }, method: "plugin" },
      pluginConfiguration: { name: plugin },
    },
  };
}

function scratchManifest(check: string, { cluster, scratch }: RestoreSpec, targetTime: string) {
  const { recovery } = scratch.spec.bootstrap;
  return {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: scratch.name, namespace: cluster.namespace, labels: labelsOf(check) },
    spec: {
      ...scratch.spec,
      bootstrap: { recovery: { ...recovery, recoveryTarget: { targetTime } } },
    },
  };
}

export interface Restored {
  /** Until the copy served. */
  seconds: number;
  /** Ages of the oldest change that was in no archive, each time somebody looked. */
  exposed: readonly number[];
  sum: Balance;
}

/** Holds a drill against what it has to come to. */
export function judgeRestore(
  { rpoSeconds, rtoSeconds }: Pick<RestoreSpec, "rpoSeconds" | "rtoSeconds">,
  { seconds, exposed, sum }: Restored,
): Finding {
  const evidence: Evidence[] = [
    within("the copy served (RTO)", seconds, rtoSeconds),
    exposed.length > 0
      ? within("oldest change in no archive (RPO)", Math.max(...exposed), rpoSeconds)
      : { name: "oldest change in no archive (RPO)", verdict: "error", reason: "nobody looked" },
    {
      name: "acknowledged writes",
      verdict: sum.acknowledged > 0 ? "pass" : "error",
      value: sum.acknowledged,
    },
    none("acknowledged writes that the copy lacks", sum.lost.length),
    none("writes in the copy that nobody made", sum.ghosts.length),
  ];
  const all = `all ${sum.acknowledged} writes before the mishap were in the copy`;
  return finding(evidence, `${all}, which served after ${Math.round(seconds)} s`);
}

const within = (name: string, value: number, limit: number): Evidence => ({
  ...{ name, value: Math.round(value * 10) / 10, unit: "s", target: `<= ${limit} s` },
  verdict: value <= limit ? "pass" : "fail",
});

const none = (name: string, value: number): Evidence => ({
  ...{ name, value, target: "0" },
  verdict: value === 0 ? "pass" : "fail",
});
