import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { CheckResult, RunDocument } from "../run/document.ts";
import type { BaselineRun } from "../statistics/baseline.ts";

/** A baseline as it is reviewed and committed. */
export interface BaselineFile {
  schemaVersion: "1";
  check: string;
  stack: string;
  /** Where it was taken: see `fingerprint`. */
  machine: string;
  /** What load it was: see `profileOf`. */
  profile: string;
  runs: BaselineRun[];
}

export function baselinePath(directory: string, stack: string, check: string): string {
  return join(directory, stack, `${check}.json`);
}

/** Undefined where there is none; throws where it is not a baseline. */
export async function readBaseline(path: string): Promise<BaselineFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const file = parsed(text);
  if (!file) throw new Error(`${path} is not a baseline: restore it from version control`);
  return file;
}

const numbers = ["count", "mean", "median", "p95", "p99", "standardDeviation"] as const;

function parsed(text: string): BaselineFile | undefined {
  try {
    const file = JSON.parse(text) as BaselineFile;
    const sound = file.runs.every((run) => numbers.every((key) => Number.isFinite(run[key])));
    const named = typeof file.machine === "string" && typeof file.profile === "string";
    return file.schemaVersion === "1" && sound && named ? file : undefined;
  } catch {
    return undefined;
  }
}

export async function writeBaseline(path: string, file: BaselineFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

/** What makes two machines comparable; undefined where the account could not see the nodes. */
export function fingerprint({ machine }: Pick<RunDocument, "machine">): string | undefined {
  const { nodes, cpus, memoryBytes, architecture } = machine;
  if (nodes === 0) return undefined;
  const memory = Math.round(memoryBytes / 2 ** 30);
  return `${nodes} nodes, ${cpus} CPUs, ${memory} GiB, ${architecture}`;
}

/** What makes two loads comparable. */
export function profileOf({ load }: Pick<CheckResult, "load">): string | undefined {
  return load && `${load.script} at ${load.ratePerSecond}/s for ${load.durationSeconds} s`;
}

/** The result as a run of a baseline; undefined where it was not measured, or not in this run. */
export function asBaselineRun(result: CheckResult, run: string): BaselineRun | undefined {
  const { latency, verdict, measuredIn, startedAt: at } = result;
  if (!latency || measuredIn || verdict === "error" || verdict === "skip") return undefined;
  const { count, mean, median, p95, p99, standardDeviation } = latency;
  return { run, at, count, mean, median, p95, p99, standardDeviation };
}
