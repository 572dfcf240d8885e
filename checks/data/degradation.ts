import { randomBytes } from "node:crypto";

import type { Clock } from "../cluster/clock.ts";
import type { Cluster, Pod } from "../cluster/cluster.ts";
import { type ContainerEnd, JobError, runJob } from "../jobs/run-job.ts";
import { container as generator, k6, k6Failure, scriptFiles } from "../load/load.ts";
import type { DegradationSpec, LoadSpec } from "../run/plan.ts";
import type { Finding } from "../run/verdict.ts";
import { type Means, type Seen, longestSeconds, takeAway } from "./absence.ts";
import { judgeDegradation } from "./judge-degradation.ts";
import { askerContainer, askerName, readAsks, readRequests } from "./redis-commands.ts";

type Report = (line: string) => void;

/** For the image, and the start of the virtual users. */
const marginSeconds = 90;

/** How long a request may take before it has failed: far longer than what the load allows. */
const answerSeconds = ({ thresholds }: LoadSpec) =>
  Math.ceil(Math.max(5, (2 * thresholds.p95Milliseconds) / 1000));

/**
 * Takes the cache away while requests go through the service and a client of the cache asks for it,
 * and holds what came of the requests against what the service promises.
 */
export async function checkDegradation(
  check: string,
  spec: DegradationSpec,
  cluster: Cluster,
  clock: Clock,
  report: Report,
): Promise<Finding> {
  const { load } = spec;
  const durationSeconds = longestSeconds(spec, answerSeconds(load)) + marginSeconds;
  const stream = { ...load, profile: { ...load.profile, durationSeconds } };
  const told = { TELL: "requests", TIMEOUT: `${answerSeconds(load)}s`, K6_LOG_FORMAT: "raw" };
  const job = {
    ...{ check, identity: load.identity, files: await scriptFiles(load.script) },
    containers: [k6(stream, told)],
    timeoutSeconds: durationSeconds + marginSeconds,
  };
  let seen: Seen | undefined;
  const whileRunning = async (pod: Pod, aborted: AbortSignal) => {
    seen = await witnessed(check, spec, pod, { cluster, clock, report, aborted });
    return "stop" as const;
  };
  const ends = await runJob({ spec: job, report, whileRunning }, cluster, clock);
  if (!seen) throw new JobError(ended(ends.get(generator)));
  return judgeDegradation(spec, seen);
}

const ended = (end?: ContainerEnd) => (end ? k6Failure(end) : "k6 never ran");

/** Runs the client of the cache beside `sender`, and takes the cache away between the two. */
async function witnessed(check: string, spec: DegradationSpec, sender: Pod, means: Means) {
  const { cluster, clock, report } = means;
  const key = `shakedown:degradation:${randomBytes(8).toString("hex")}`;
  const logOf = ({ metadata }: Pod, container: string) =>
    cluster.logs(metadata.namespace ?? "default", metadata.name, container);
  let seen: Seen | undefined;
  const job = {
    ...{ check, identity: spec.cache.identity, containers: [askerContainer(spec, key)] },
    timeoutSeconds: longestSeconds(spec, answerSeconds(spec.load)) + marginSeconds,
  };
  const whileRunning = async (asker: Pod, aborted: AbortSignal) => {
    const witnesses = {
      requests: async () => readRequests(await logOf(sender, generator)),
      asks: async () => readAsks(await logOf(asker, askerName)),
    };
    seen = await takeAway(spec, answerSeconds(spec.load), witnesses, { ...means, aborted });
    return "stop" as const;
  };
  const ends = await runJob({ spec: job, report, whileRunning }, cluster, clock);
  if (seen) return seen;
  throw new JobError(`the cache could not be asked: ${ends.get(askerName)?.logs.trim() ?? ""}`);
}
