import type { CheckPlan, CheckResult } from "../../checks/index.ts";

/** What a proof takes from the checks. */
export interface Prover {
  earn(plan: CheckPlan, name: string, report: (line: string) => void): Promise<CheckResult>;
  /** Path of the report that tells of the check. */
  reportPath(plan: CheckPlan): Promise<string | undefined>;
}

/** Where a proof tells what it does. */
export interface Log {
  /** Replaced by the next line. */
  progress(line: string): void;
  info(line: string): void;
  warn(line: string): void;
}

/** Runs the check of that name; returns only if it earns its record. */
export async function prove(plan: CheckPlan, name: string, prover: Prover, log: Log) {
  log.info(`check ${name} runs`);
  const { verdict, reason } = await prover.earn(plan, name, (line) =>
    log.progress(`check ${name}: ${line}`),
  );
  if (verdict === "pass") return log.info(`check ${name} passed: ${reason}`);
  if (verdict === "warn") return log.warn(`check ${name} passed with a warning: ${reason}`);
  const path = await prover.reportPath(plan);
  const more = path ? `; the report is ${path}` : "";
  throw new Error(`check ${name}: ${outcome[verdict]}: ${reason.replace(/\.$/, "")}${more}`);
}

const outcome = {
  fail: "failed",
  error: "could not be measured",
  skip: "was skipped, which proves nothing",
};
