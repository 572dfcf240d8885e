import { randomBytes } from "node:crypto";

import { ClusterError } from "../cluster/cluster.ts";
import type { Cluster, Job, KubeObject, Pod, Terminated } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { removeBoth, removeLeftovers } from "./clean-up.ts";
import { obstacleOf, quotaObstacle, stateOf } from "./diagnose.ts";
import { withCleanUp } from "./interrupt.ts";
import { type JobSpec, filesManifest, jobManifest } from "./manifest.ts";

export interface ContainerEnd extends Terminated {
  logs: string;
}

/** The Job did not come to its end: its containers prove nothing. */
export class JobError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JobError";
  }
}

export interface JobRun {
  spec: JobSpec;
  report: (line: string) => void;
  /** Called about once a second while the pod runs; `stop` ends the Job, which then has no ends. */
  whileRunning?: (pod: Pod, aborted: AbortSignal) => Promise<void | "stop">;
}

/**
 * Runs a Job to its end and returns how each container ended. What it made is removed again,
 * whether it ended well, failed, took too long or was interrupted.
 */
export async function runJob(
  run: JobRun,
  cluster: Cluster,
  clock: Clock,
): Promise<Map<string, ContainerEnd>> {
  const { spec } = run;
  const { namespace } = spec.identity;
  const name = `${spec.check}-${randomBytes(4).toString("hex")}`;
  await removeLeftovers(cluster, clock, namespace, spec.check);
  const work = async (aborted: AbortSignal) => {
    const job = jobManifest(name, spec);
    if (spec.files) await create(cluster, filesManifest(job, spec.files));
    aborted.throwIfAborted();
    await create(cluster, job);
    const pod = await ended(run, name, cluster, clock, aborted);
    return pod ? collect(pod, namespace, cluster) : new Map<string, ContainerEnd>();
  };
  return withCleanUp(work, () => removeBoth(cluster, namespace, name));
}

async function create(cluster: Cluster, object: KubeObject): Promise<void> {
  try {
    await cluster.create(object);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.status === 0) throw error;
    const { kind, metadata } = object;
    const what = `its ${kind} cannot be made in ${metadata.namespace}`;
    throw new JobError(`${what}: ${error.message}`);
  }
}

async function ended(
  run: JobRun,
  name: string,
  cluster: Cluster,
  clock: Clock,
  aborted: AbortSignal,
): Promise<Pod | undefined> {
  const { spec, report, whileRunning } = run;
  const { namespace } = spec.identity;
  const start = clock.now();
  // The Job ends itself at its timeout; its controller is given a while to say so.
  const end = start + (spec.timeoutSeconds + 15) * 1000;
  while (clock.now() < end) {
    aborted.throwIfAborted();
    const [pod] = await cluster.list<Pod>("Pod", namespace, {
      "batch.kubernetes.io/job-name": name,
    });
    const seconds = Math.round((clock.now() - start) / 1000);
    if (pod && isDone(pod)) return pod;
    const job = await cluster.get<Job>("Job", namespace, name);
    const failed = job?.status?.conditions?.find((c) => c.type === "Failed" && c.status === "True");
    if (!job || failed) throw new JobError(failure(spec, failed));
    const obstacle = pod
      ? await obstacleOf(pod, cluster, seconds)
      : await quotaObstacle(name, namespace, cluster);
    if (obstacle) throw new JobError(obstacle);
    const running = pod?.status?.phase === "Running";
    if (running && (await whileRunning?.(pod, aborted)) === "stop") return undefined;
    const phase = pod ? `its pod is ${stateOf(pod)}` : "no pod yet";
    report(`job ${namespace}/${name}: ${phase}, ${seconds} s of ${spec.timeoutSeconds} s`);
    await clock.sleep(1000);
  }
  throw new JobError(failure(spec, { reason: "DeadlineExceeded" }));
}

function failure(spec: JobSpec, failed?: { reason?: string; message?: string }): string {
  if (!failed) return "its Job was deleted while it ran: run the check again";
  if (failed.reason !== "DeadlineExceeded") return `its Job failed: ${failed.message}`;
  return `its Job was not done after ${spec.timeoutSeconds} s: raise the check's timeout`;
}

function isDone({ spec, status }: Pod): boolean {
  const ended = status?.containerStatuses?.filter(({ state }) => state?.terminated) ?? [];
  if (ended.length === spec.containers.length) return true;
  return status?.phase === "Failed" && status.reason !== "DeadlineExceeded";
}

async function collect(
  pod: Pod,
  namespace: string,
  cluster: Cluster,
): Promise<Map<string, ContainerEnd>> {
  const { reason, message, containerStatuses = [] } = pod.status ?? {};
  const ends = new Map<string, ContainerEnd>();
  for (const { name, state } of containerStatuses) {
    if (!state?.terminated) continue;
    const logs = await cluster.logs(namespace, pod.metadata.name, name);
    ends.set(name, { ...state.terminated, logs });
  }
  if (ends.size === 0) throw new JobError(`its pod failed: ${[reason, message].join(" ")}`);
  return ends;
}
