import { randomBytes } from "node:crypto";

import type { Clock } from "../cluster/clock.ts";
import type { Cluster, Pod } from "../cluster/cluster.ts";
import { JobError, runJob } from "../jobs/run-job.ts";
import type { FailoverSpec } from "../run/plan.ts";
import type { Finding } from "../run/verdict.ts";
import { readerContainer, readerName, tableOf, writerContainer } from "./failover-commands.ts";
import { judgeFailover } from "./judge-failover.ts";
import { type Befallen, Ordeal, primaryOf } from "./ordeal.ts";
import { type Range, type Write, readRanges, readWrites } from "./writes.ts";

type Report = (line: string) => void;

/** For the writer's pod to start, and for its first and last writes. */
const marginSeconds = 90;

/**
 * Has a client write without a pause while the primary fails in each of the ways asked for, and
 * compares afterwards what it was told with what the database holds.
 */
export async function checkFailover(
  check: string,
  spec: FailoverSpec,
  cluster: Cluster,
  clock: Clock,
  report: Report,
): Promise<Finding> {
  await primaryOf(spec, cluster); // nothing is broken that is broken already
  const table = tableOf(spec, randomBytes(4).toString("hex"));
  const { writes, faults } = await write(check, spec, table, { cluster, clock, report });
  if (faults.length === 0) throw new JobError(unheard(writes));
  const kept = await readBack(check, spec, table, { cluster, clock, report });
  return judgeFailover(spec, { writes, kept, faults });
}

interface Means {
  cluster: Cluster;
  clock: Clock;
  report: Report;
}

/** Runs the writer until everything has befallen the cluster that was asked for. */
async function write(
  check: string,
  spec: FailoverSpec,
  table: string,
  { cluster, clock, report }: Means,
): Promise<{ writes: Write[]; faults: Befallen[] }> {
  const { identity, faults, healSeconds } = spec;
  const containers = [writerContainer(spec, table)];
  const timeoutSeconds = marginSeconds + faults.length * (2 * healSeconds);
  const ordeal = new Ordeal(spec, cluster, clock, report);
  let writes: Write[] = [];
  const whileRunning = async (pod: Pod) => {
    const { namespace = "default", name } = pod.metadata;
    writes = readWrites(await cluster.logs(namespace, name, containers[0]!.name));
    return ordeal.next(writes);
  };
  const job = { check, identity, containers, timeoutSeconds };
  await runJob({ spec: job, report: () => {}, whileRunning }, cluster, clock);
  return { writes, faults: ordeal.befallen };
}

function unheard(writes: readonly Write[]): string {
  if (writes.length === 0) return "its writer could not make its table: is the database reachable?";
  return "its writer had no write acknowledged, so nothing was broken";
}

async function readBack(
  check: string,
  spec: FailoverSpec,
  table: string,
  { cluster, clock, report }: Means,
): Promise<Range[]> {
  report("comparing what was acknowledged with what is there");
  const containers = [readerContainer(spec, table)];
  const job = { check, identity: spec.identity, containers, timeoutSeconds: marginSeconds };
  const end = (await runJob({ spec: job, report: () => {} }, cluster, clock)).get(readerName);
  const kept = readRanges(end?.logs ?? "");
  if (kept) return kept;
  const said = end?.logs.trim().split("\n").at(-1) ?? "its container never ran";
  throw new JobError(`what is in the database could not be read: ${said}`);
}
