import { resolve } from "node:path";

import { ClusterError, type Cluster, type Machine } from "../cluster/cluster.ts";
import { type Clock, systemClock } from "../cluster/clock.ts";
import { openCluster } from "../cluster/kubernetes.ts";
import { patient } from "../cluster/patient.ts";
import { checkDecisions, checkLlm } from "../ai/llm.ts";
import { checkOverload } from "../ai/overload.ts";
import { checkService } from "../ai/service.ts";
import { checkTexts } from "../ai/texts.ts";
import { withBaseline } from "../baselines/against.ts";
import { Interrupted, abandonable } from "../jobs/interrupt.ts";
import { JobError } from "../jobs/run-job.ts";
import { checkDegradation } from "../data/degradation.ts";
import { checkFailover } from "../data/failover.ts";
import { checkRestore } from "../data/restore.ts";
import { checkVectors } from "../data/vectors.ts";
import { checkLoad } from "../load/load.ts";
import { worstGrade } from "../statistics/grade.ts";
import { checkConnectivity } from "../validation/connectivity.ts";
import { checkHealth } from "../validation/health.ts";
import { checkResources } from "../validation/resources.ts";
import type { CheckResult, RunDocument } from "./document.ts";
import type { CheckPlan, ClusterAccess, PlannedCheck } from "./plan.ts";
import { latestRun, runId, save } from "./store.ts";
import { type Finding, worst } from "./verdict.ts";

export type Report = (line: string) => void;

/** What tests put in the place of the real thing. */
export interface Tools {
  open: (access: ClusterAccess) => Promise<Cluster>;
  clock: Clock;
}

export const realTools: Tools = { open: openCluster, clock: systemClock };

/** Checks that look and disturb nothing. They alone have a budget: requirement S0.5. */
const validation: CheckResult["kind"][] = ["health", "connectivity", "resources", "vectors"];
const validationBudgetSeconds = 120;

const unknownMachine: Machine = {
  nodes: 0,
  cpus: 0,
  memoryBytes: 0,
  kubernetes: "unknown",
  architecture: "unknown",
};

/** A run under way: its document, and the cluster that it measures. */
export interface Run {
  plan: CheckPlan;
  document: RunDocument;
  tools: Tools;
  /** Where documents are kept. */
  runs: string;
  /** A signal ended a check: the next ones are not begun. */
  interrupted?: boolean;
}

/**
 * Opens a run. Results of the last one stand in for checks whose digest has not changed; the
 * others are skipped until they are run.
 */
export async function openRun(
  plan: CheckPlan,
  trigger: RunDocument["trigger"],
  tools: Tools,
): Promise<Run> {
  const runs = resolve(plan.directories.runs);
  const earlier = await latestRun(runs, plan.stack);
  const now = tools.clock.date();
  const document: RunDocument = {
    schemaVersion: "1",
    id: runId(now),
    stack: plan.stack,
    trigger,
    startedAt: now.toISOString(),
    machine: unknownMachine,
    phases: [],
    checks: plan.checks.map((check) => carriedOver(check, earlier) ?? notRun(check, now)),
    verdict: "skip",
  };
  return { plan, document, tools, runs };
}

function carriedOver(check: PlannedCheck, earlier?: RunDocument): CheckResult | undefined {
  const same = earlier?.checks.find(
    ({ name, digest, verdict }) =>
      name === check.name && digest === check.digest && verdict !== "skip",
  );
  return same && { ...same, measuredIn: same.measuredIn ?? earlier!.id };
}

function notRun({ name, digest, spec }: PlannedCheck, now: Date): CheckResult {
  return {
    name,
    kind: spec.kind,
    digest,
    verdict: "skip",
    reason: "it was not run: an earlier check has to pass first, or it was not asked for",
    startedAt: now.toISOString(),
    durationSeconds: 0,
    evidence: [],
  };
}

/** What a run can measure: a check of the plan, or one that somebody asked for. */
type Measured = Pick<PlannedCheck, "name" | "digest"> & { spec: { kind: CheckResult["kind"] } };
/** Does the work of a check. */
type Work<T> = (check: T, cluster: Cluster, clock: Clock, report: Report) => Promise<Finding>;

/** Runs one check of the plan. */
export const runCheck = (run: Run, check: PlannedCheck, report: Report) =>
  measure(run, check, report, dispatch);

/** Has `work` done and puts its result in the run's document, on disk too. */
export async function measure<T extends Measured>(
  run: Run,
  check: T,
  report: Report,
  work: Work<T>,
): Promise<CheckResult> {
  const { document, tools, plan } = run;
  const started = tools.clock.now();
  const startedAt = tools.clock.date().toISOString();
  const found = await measured(run, (cluster) => work(check, cluster, tools.clock, report));
  const durationSeconds = Math.round((tools.clock.now() - started) / 100) / 10;
  const { name, digest, spec } = check;
  const plain = { name, kind: spec.kind, digest, startedAt, durationSeconds, ...found };
  const result = await withBaseline(plain, document, plan.directories, run.runs);
  const known = document.checks.some((each) => each.name === name);
  if (known) document.checks = document.checks.map((each) => (each.name === name ? result : each));
  else document.checks.push(result);
  conclude(document, tools.clock.date());
  await save(run.runs, document);
  return result;
}

/** Verdict, grade and times of the document, from its checks. */
function conclude(document: RunDocument, now: Date): void {
  const { checks, phases } = document;
  document.verdict = worst(checks.map(({ verdict }) => verdict));
  const grade = worstGrade(checks.map((check) => check.grade));
  const passed = document.verdict === "pass" || document.verdict === "warn";
  if (grade && passed) document.grade = grade;
  else delete document.grade;
  document.finishedAt = now.toISOString();
  const own = checks.filter(
    ({ kind, measuredIn, verdict }) =>
      validation.includes(kind) && !measuredIn && verdict !== "skip",
  );
  if (own.length === 0) return;
  const seconds = own.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  const phase = { name: "validation", seconds, budgetSeconds: validationBudgetSeconds };
  document.phases = [...phases.filter(({ name }) => name !== "validation"), phase];
}

async function measured(run: Run, work: (cluster: Cluster) => Promise<Finding>): Promise<Finding> {
  const { document, plan, tools } = run;
  try {
    const cluster = await tools.open(plan.cluster);
    // Asked once and without patience: an API that is away from the start is said at once.
    document.machine = await cluster.machine();
    return await work(patient(cluster, tools.clock));
  } catch (error) {
    run.interrupted ||= error instanceof Interrupted;
    return { verdict: "error", reason: reasonOf(error), evidence: [] };
  }
}

function dispatch(
  { name, spec }: PlannedCheck,
  cluster: Cluster,
  clock: Clock,
  report: Report,
): Promise<Finding> {
  switch (spec.kind) {
    case "health":
      return abandonable(() => checkHealth(spec, cluster, clock, report));
    case "connectivity":
      return checkConnectivity(name, spec, cluster, clock, report);
    case "load":
      return checkLoad(name, spec, cluster, clock, report);
    case "resources":
      return abandonable(() => checkResources(spec, cluster, clock, report));
    case "failover":
      return checkFailover(name, spec, cluster, clock, report);
    case "restore":
      return checkRestore(name, spec, cluster, clock, report);
    case "degradation":
      return checkDegradation(name, spec, cluster, clock, report);
    case "vectors":
      return checkVectors(name, spec, cluster, clock, report);
    case "llm":
      return checkLlm(name, spec, cluster, clock, report);
    case "decisions":
      return checkDecisions(name, spec, cluster, clock, report);
    case "texts":
      return checkTexts(name, spec, cluster, clock, report);
    case "service":
      return checkService(name, spec, cluster, clock, report);
    case "overload":
      return checkOverload(name, spec, cluster, clock, report);
  }
}

function reasonOf(error: unknown): string {
  const expected = [ClusterError, JobError, Interrupted].some((kind) => error instanceof kind);
  if (expected) return (error as Error).message;
  return `the check itself broke: ${error instanceof Error ? error.message : error}`;
}
