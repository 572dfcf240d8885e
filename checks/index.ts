/** What is proved, and how: the door to the checks. */
import { resolve } from "node:path";

import { labelledAlerts } from "./ai/decisions.ts";
import { probeFiles } from "./ai/llm.ts";
import { type Advance, checkRotation } from "./data/rotation.ts";
import { scriptFiles } from "./load/load.ts";
import type { CheckResult, RunDocument } from "./run/document.ts";
import type { CheckPlan, CheckSpec, Credential, PlannedCheck } from "./run/plan.ts";
import {
  type Report,
  type Run,
  type Tools,
  measure,
  openRun,
  realTools,
  runCheck,
} from "./run/runner.ts";
import { latestRun, save } from "./run/store.ts";

export type * from "./run/document.ts";
export type * from "./run/plan.ts";
export { acceptBaseline } from "./baselines/accept.ts";
export type { Step } from "./data/rotation.ts";
export { openAccess } from "./cluster/access.ts";
export { quantity } from "./cluster/quantity.ts";
export { reports as renderReports } from "./report/index.ts";
export { summaryTable } from "./report/terminal.ts";
export { directoryOf, latestRun, runsOf } from "./run/store.ts";
export { JobError } from "./jobs/run-job.ts";
export { exitCode, worst } from "./run/verdict.ts";

/** What a check runs besides what its spec says: another text is another check. */
export async function scriptsOf(spec: CheckSpec): Promise<unknown> {
  switch (spec.kind) {
    case "load":
      return scriptFiles(spec.script);
    case "degradation":
      return scriptFiles(spec.load.script);
    case "llm":
    case "overload":
    case "service":
      return probeFiles();
    case "decisions":
    case "texts":
      return { files: await probeFiles(), ...labelledAlerts() };
    default:
      return undefined;
  }
}

const open = new Map<string, Promise<Run>>();

/**
 * Runs one check of the plan and returns its result. All checks that one process earns for a stack
 * are one run, with one document. Never throws for what it finds: the verdict says it.
 */
export async function earn(
  plan: CheckPlan,
  name: string,
  report: Report,
  tools: Tools = realTools,
): Promise<CheckResult> {
  const key = resolve(plan.directories.runs, plan.stack);
  const opened = open.get(key) ?? openRun(plan, "up", tools);
  open.set(key, opened);
  const run = await opened;
  return runCheck({ ...run, plan }, checkOf(plan, name), report);
}

/**
 * Runs the plan's checks, or those of the names in `only`, in the plan's order. A failed check
 * does not stop the next.
 */
export async function runAll(
  plan: CheckPlan,
  only: string[] | undefined,
  report: Report,
  tools: Tools = realTools,
): Promise<RunDocument> {
  const names = only?.length ? only : plan.checks.map(({ name }) => name);
  const asked = names.map((name) => checkOf(plan, name));
  const run = await openRun(plan, "check", tools);
  for (const check of plan.checks.filter((each) => asked.includes(each))) {
    if (!run.interrupted) await runCheck(run, check, (line) => report(`${check.name}: ${line}`));
  }
  return run.document;
}

/**
 * Rotates a credential under load, and returns the run and what was found. `advance` takes each
 * step; the check takes none while requests fail.
 */
export async function rotate(
  plan: CheckPlan,
  { spec, steps }: Credential,
  advance: Advance,
  report: Report,
  tools: Tools = realTools,
): Promise<{ document: RunDocument; result: CheckResult }> {
  const run = await openRun(plan, "rotate", tools);
  const name = `rotation-${spec.login.role.replaceAll("_", "-")}`;
  const check = { name, digest: `steps-${steps}`, spec };
  const result = await measure(run, check, report, (_, cluster, clock) =>
    checkRotation(name, { spec, steps }, advance, { cluster, clock, report }),
  );
  return { document: run.document, result };
}

function checkOf(plan: CheckPlan, name: string): PlannedCheck {
  const check = plan.checks.find((each) => each.name === name);
  if (check) return check;
  const known = plan.checks.map((each) => each.name).join(", ");
  throw new Error(`check is "${name}": the plan has ${known || "no checks"}`);
}

/**
 * Adds measured phases, such as the set-up of the cluster, to the stack's latest run and its
 * reports. Undefined where there is no run yet.
 */
export async function recordPhases(
  runsDirectory: string,
  stack: string,
  phases: RunDocument["phases"],
): Promise<RunDocument | undefined> {
  const document = await latestRun(runsDirectory, stack);
  if (!document) return undefined;
  const names = phases.map(({ name }) => name);
  const others = document.phases.filter(({ name }) => !names.includes(name));
  document.phases = [...phases, ...others];
  await save(runsDirectory, document);
  return document;
}
