import type { CheckResult } from "../run/document.ts";
import { median, medianAbsoluteDeviation } from "./median.ts";
import { probabilityAsHigh, smallestProbability } from "./rank-test.ts";

/** What one run of a load adds to a baseline: milliseconds. */
export interface BaselineRun {
  run: string;
  /** ISO 8601, UTC. */
  at: string;
  count: number;
  mean: number;
  median: number;
  p95: number;
  p99: number;
  standardDeviation: number;
}

export type Comparison = NonNullable<CheckResult["baseline"]>;

/** Runs that a baseline needs before anything is held against it. */
const smallestBaseline = 5;

const significance = 0.05;
const smallestEffect = 0.03;
const metrics = ["median", "p95"] as const;
type Metric = (typeof metrics)[number];

/**
 * Compares runs, not requests: the requests of one run are not independent. A difference counts
 * when an exact rank test on the runs finds it (5 %, Holm over median and P95) and when it is
 * larger than 3 % and than three median absolute deviations of the baseline.
 */
export function compare(fresh: readonly BaselineRun[], baseline: readonly BaselineRun[]) {
  if (baseline.length < smallestBaseline) {
    const missing = smallestBaseline - baseline.length;
    return inconclusive(`the baseline has ${baseline.length} runs and needs ${missing} more`);
  }
  const missing = freshRunsNeeded(baseline.length) - fresh.length;
  if (missing > 0) {
    const effects = metrics.map((metric) => `${metric} ${percent(detectable(baseline, metric))}`);
    return inconclusive(
      `needs ${missing} more ${missing === 1 ? "run" : "runs"} of the same plan; ` +
        `could then tell a change beyond ${effects.join(", ")}`,
    );
  }
  const slower = significant((metric) =>
    probabilityAsHigh(valuesOf(fresh, metric), valuesOf(baseline, metric)),
  ).filter((metric) => effect(fresh, baseline, metric) > detectable(baseline, metric));
  if (slower.length) return verdict("regression", fresh, baseline, slower);
  const faster = significant((metric) =>
    probabilityAsHigh(negated(fresh, metric), negated(baseline, metric)),
  ).filter((metric) => -effect(fresh, baseline, metric) > detectable(baseline, metric));
  if (faster.length) return verdict("improvement", fresh, baseline, faster);
  return verdict("same", fresh, baseline, metrics);
}

/** Fresh runs without which the test could not find anything against so many baseline runs. */
export function freshRunsNeeded(baselineRuns: number): number {
  for (let runs = 1; ; runs++) {
    if (smallestProbability(runs, baselineRuns) * metrics.length <= significance) return runs;
  }
}

/** Smallest relative change that counts against this baseline. */
export function detectable(baseline: readonly BaselineRun[], metric: Metric): number {
  const values = valuesOf(baseline, metric);
  const centre = median(values);
  return Math.max(smallestEffect, centre > 0 ? (3 * medianAbsoluteDeviation(values)) / centre : 0);
}

function effect(fresh: readonly BaselineRun[], baseline: readonly BaselineRun[], metric: Metric) {
  const before = median(valuesOf(baseline, metric));
  const now = median(valuesOf(fresh, metric));
  return before > 0 ? now / before - 1 : 0;
}

/** The metrics that stay significant when Holm's correction has been made. */
function significant(probability: (metric: Metric) => number): Metric[] {
  const rising = metrics
    .map((metric) => ({ metric, p: probability(metric) }))
    .sort((a, b) => a.p - b.p);
  const end = rising.findIndex(({ p }, index) => p > significance / (rising.length - index));
  return rising.slice(0, end === -1 ? rising.length : end).map(({ metric }) => metric);
}

function verdict(
  word: "regression" | "improvement" | "same",
  fresh: readonly BaselineRun[],
  baseline: readonly BaselineRun[],
  seen: readonly Metric[],
): Comparison {
  const changes = seen.map((metric) => {
    const change = effect(fresh, baseline, metric);
    return `${metric} ${change < 0 ? "" : "+"}${percent(change)}`;
  });
  const runs = `${fresh.length} runs against ${baseline.length}`;
  return { verdict: word, reason: `${changes.join(", ")} (${runs})` };
}

function inconclusive(reason: string): Comparison {
  return { verdict: "inconclusive", reason };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const valuesOf = (runs: readonly BaselineRun[], metric: Metric) => runs.map((run) => run[metric]);
const negated = (runs: readonly BaselineRun[], metric: Metric) =>
  valuesOf(runs, metric).map((value) => -value);
