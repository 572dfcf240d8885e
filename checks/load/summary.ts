import type { LatencySummary, LoadSeries } from "../run/document.ts";

/** What a load script prints at its end (`lib/record.js`); milliseconds. */
export interface LoadSummary {
  schemaVersion: "1";
  iterations: number;
  requests: number;
  errorRate: number;
  checks: { passes: number; fails: number };
  droppedIterations: number;
  latency: {
    mean: number;
    median: number;
    p95: number;
    p99: number;
    max: number;
    meanOfSquares: number;
  };
  /** P95 of how much later than intended iterations started. */
  latenessP95: number;
  bucketSeconds: number;
  buckets: { requests: number; errors: number; p50: number; p95: number; p99: number }[];
  thresholds: { metric: string; expression: string; ok: boolean }[];
}

/** The summary in a pod's log; undefined where it is absent or cut off. */
export function readSummary(log: string): LoadSummary | undefined {
  const json = /SHAKEDOWN_SUMMARY (\{.*\}) SHAKEDOWN_END/.exec(log)?.[1];
  if (!json) return undefined;
  try {
    const summary = JSON.parse(json) as LoadSummary;
    return summary.schemaVersion === "1" ? summary : undefined;
  } catch {
    return undefined;
  }
}

export function latencyOf({ requests: count, latency }: LoadSummary): LatencySummary {
  const { meanOfSquares, ...rest } = latency;
  const variance = Math.max(0, meanOfSquares - latency.mean ** 2);
  const corrected = count > 1 ? (variance * count) / (count - 1) : 0;
  return { count, ...rest, standardDeviation: Math.sqrt(corrected) };
}

export function seriesOf({ bucketSeconds, buckets }: LoadSummary): LoadSeries {
  const points = buckets.map((bucket, index) => ({ atSeconds: index * bucketSeconds, ...bucket }));
  return { bucketSeconds, points };
}
