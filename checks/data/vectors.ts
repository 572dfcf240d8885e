import type { Clock } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type ContainerEnd, JobError, runJob } from "../jobs/run-job.ts";
import type { Evidence } from "../run/document.ts";
import type { VectorsSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { sqlContainer, trial, visit } from "./vector-commands.ts";

/** Compares what the index finds with what is there, and visits the store as its client would. */
export async function checkVectors(
  check: string,
  spec: VectorsSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { identity, logins, timeoutSeconds, data } = spec;
  const containers = [
    sqlContainer("store", visit(spec), spec, logins.client),
    sqlContainer("trial", trial(spec), spec, logins.trial),
  ];
  report(`searching ${data.rows} vectors ${data.queries} times, by index and in full`);
  const job = { check, identity, containers, timeoutSeconds };
  const ends = await runJob({ spec: job, report }, cluster, clock);
  return judgeVectors(spec, readings(ends.get("store")), readings(ends.get("trial")));
}

/** What a container's lines tell, as `recall 0.98`; throws what it said where it broke. */
function readings(end: ContainerEnd | undefined): Map<string, number> {
  const logs = end?.logs ?? "";
  if (end?.exitCode !== 0) {
    const why = logs.trim().split("\n").at(-1) || "its container never ran";
    throw new JobError(`the vectors could not be searched: ${why}`);
  }
  const found = [...logs.matchAll(/^([a-z]+) (\d+(?:\.\d+)?)$/gm)];
  return new Map(found.map(([, name, value]) => [name!, Number(value)]));
}

/** Holds readings against what is asked for; one that is missing is an error. */
export function judgeVectors(
  { data, neighbours }: Pick<VectorsSpec, "data" | "neighbours">,
  store: Map<string, number>,
  trial: Map<string, number>,
): Finding {
  const search = `search for ${neighbours} neighbours`;
  const evidence = [
    judged("the store takes a vector and finds it", store.get("found"), "1", (x) => x === 1),
    judged("the index serves the search", trial.get("indexed"), "1", (x) => x === 1),
    judged(
      `recall of the ${search}, against a full scan`,
      trial.get("recall"),
      `>= ${data.minRecall}`,
      (recall) => recall >= data.minRecall,
    ),
    judged(
      `${search} by the index (P95)`,
      trial.get("quick"),
      `<= ${data.p95Milliseconds} ms`,
      (milliseconds) => milliseconds <= data.p95Milliseconds,
      "ms",
    ),
    judged(`${search} by a full scan (P95)`, trial.get("full"), undefined, () => true, "ms"),
    judged(
      `the index of ${data.rows} vectors is built`,
      trial.get("build"),
      undefined,
      () => true,
      "s",
    ),
  ];
  const recall = trial.get("recall");
  return finding(evidence, `of the true neighbours ${percent(recall)} were found by the index`);
}

const percent = (share = 0) => `${Math.round(share * 1000) / 10} %`;

function judged(
  name: string,
  value: number | undefined,
  target: string | undefined,
  fits: (value: number) => boolean,
  unit?: string,
): Evidence {
  const common = { name, ...(target && { target }), ...(unit && { unit }) };
  if (value === undefined) return { ...common, verdict: "error", reason: "it was not measured" };
  return { ...common, value, verdict: fits(value) ? "pass" : "fail" };
}
