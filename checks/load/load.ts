import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Cluster, Pod } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { quantity } from "../cluster/quantity.ts";
import { type JobContainer, type MountedFile, filesVolume } from "../jobs/manifest.ts";
import { type ContainerEnd, JobError, runJob } from "../jobs/run-job.ts";
import type { LoadSpec } from "../run/plan.ts";
import type { Finding } from "../run/verdict.ts";
import { judgeLoad } from "./judge.ts";
import { readSummary } from "./summary.ts";

const folder = import.meta.dirname;
/** Name of k6's container. */
export const container = "k6";
/** For the image, the start of the virtual users, and requests still under way at the end. */
const marginSeconds = 90;
/** The metrics API is asked no more often than it can have news. */
const usageEverySeconds = 5;

/** Runs the script as a Job in the cluster, and judges what k6 measured. */
export async function checkLoad(
  check: string,
  spec: LoadSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const files = await scriptFiles(spec.script);
  const { warmUpSeconds, durationSeconds } = spec.profile;
  const generator = generatorWatch(spec, cluster, clock);
  const job = {
    check,
    identity: spec.identity,
    containers: [k6(spec)],
    files,
    timeoutSeconds: warmUpSeconds + durationSeconds + marginSeconds,
  };
  const run = { spec: job, report, whileRunning: generator.look };
  const end = (await runJob(run, cluster, clock)).get(container);
  return judgeEnd(spec, end, generator.share());
}

/** What k6's end says; anything but a summary is an error, never a verdict on the service. */
export function judgeEnd(
  spec: LoadSpec,
  end: ContainerEnd | undefined,
  generatorShare?: number,
): Finding {
  if (!end) throw new JobError("k6 never ran");
  if (end.exitCode !== 0 && end.exitCode !== 99) throw new JobError(k6Failure(end));
  const summary = readSummary(end.logs);
  if (!summary) {
    throw new JobError(`k6 printed no summary: does ${spec.script} export handleSummary?`);
  }
  return judgeLoad(spec, {
    summary,
    exitCode: end.exitCode,
    ...(generatorShare !== undefined && { generatorShare }),
  });
}

const meanings: Record<number, string> = {
  100: "its setup took too long",
  101: "its teardown took too long",
  104: "its options are not valid",
  105: "it was interrupted",
  107: "the script threw an exception",
  108: "the script aborted the test",
  137: "it was killed: raise its memory limit",
};

/** What a code of k6's means, and its last words. */
export function k6Failure({ exitCode, reason, logs }: ContainerEnd): string {
  const meaning = meanings[exitCode] ?? reason ?? "unknown cause";
  const lines = logs.trim().split("\n");
  const last = (lines.findLast((line) => /level=error/.test(line)) ?? lines.at(-1) ?? "").trim();
  return `k6 ended with code ${exitCode} (${meaning})${last ? `: ${last.slice(0, 300)}` : ""}`;
}

/** The script and the library, as they are embedded; part of a load's digest. */
export async function scriptFiles(script: string): Promise<MountedFile[]> {
  const scripts = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  if (!scripts.includes(script)) {
    throw new JobError(`script is "${script}": checks/load has ${scripts.join(", ")}`);
  }
  const library = (await readdir(join(folder, "lib"))).filter((name) => name.endsWith(".js"));
  const paths = [script, ...library.sort().map((name) => `lib/${name}`)];
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
  );
}

/** A container that puts the load on; `more` are further variables of its script. */
export function k6(
  { image, script, baseUrl, profile, thresholds, resources }: LoadSpec,
  more: Record<string, string> = {},
): JobContainer {
  const env = {
    ...more,
    BASE_URL: baseUrl,
    RATE: profile.ratePerSecond,
    DURATION: profile.durationSeconds,
    WARM_UP: profile.warmUpSeconds,
    MAX_VUS: profile.maxVUs,
    P95_MS: thresholds.p95Milliseconds,
    P99_MS: thresholds.p99Milliseconds,
    ERROR_RATE: thresholds.errorRate,
    K6_NO_USAGE_REPORT: "true",
    K6_AUTO_EXTENSION_RESOLUTION: "false",
  };
  return {
    name: container,
    image,
    command: ["k6", "run", "--quiet", "--no-color", `/scripts/${script}`],
    env: Object.entries(env).map(([name, value]) => ({ name, value: `${value}` })),
    runAsUser: 12345,
    resources,
    volumeMounts: [{ name: filesVolume, mountPath: "/scripts", readOnly: true }],
  };
}

/** Remembers the largest share of its CPU limit that the generator was seen to use. */
function generatorWatch({ resources }: LoadSpec, cluster: Cluster, clock: Clock) {
  const limit = resources.limits.cpu;
  let largest: number | undefined;
  let next = 0;
  return {
    look: async (pod: Pod) => {
      if (limit === undefined || clock.now() < next) return;
      next = clock.now() + usageEverySeconds * 1000;
      const all = (await cluster.usage(pod.metadata.namespace ?? "default")) ?? [];
      const own = all.find((use) => use.pod === pod.metadata.name && use.container === container);
      if (own) largest = Math.max(largest ?? 0, own.cpu / quantity(limit));
    },
    share: () => largest,
  };
}
