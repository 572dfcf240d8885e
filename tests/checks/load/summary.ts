import type { LoadSummary } from "../../../checks/load/summary.ts";
import type { LoadSpec } from "../../../checks/run/plan.ts";

export const loadSpec: LoadSpec = {
  kind: "load",
  identity: { namespace: "shop", serviceAccountName: "load", labels: { app: "load" } },
  image: "k6:1",
  script: "web-app.js",
  baseUrl: "http://frontend.shop.svc",
  profile: { ratePerSecond: 50, durationSeconds: 20, warmUpSeconds: 5, maxVUs: 40 },
  thresholds: { p95Milliseconds: 100, p99Milliseconds: 200, errorRate: 0.01 },
  resources: { requests: { cpu: "500m" }, limits: { cpu: "1", memory: "256Mi" } },
};

/** What k6 prints after a good run of `loadSpec`. */
export function loadSummary(changes: Partial<LoadSummary> = {}): LoadSummary {
  return {
    schemaVersion: "1",
    iterations: 1000,
    requests: 2000,
    errorRate: 0,
    checks: { passes: 4000, fails: 0 },
    droppedIterations: 0,
    latency: { mean: 10, median: 9, p95: 30, p99: 60, max: 90, meanOfSquares: 125 },
    latenessP95: 2,
    bucketSeconds: 10,
    buckets: [
      { requests: 1000, errors: 0, p50: 9, p95: 28, p99: 50 },
      { requests: 1000, errors: 0, p50: 9, p95: 31, p99: 62 },
    ],
    thresholds: [{ metric: "checks", expression: "rate>=0.99", ok: true }],
    ...changes,
  };
}

export function printed(summary: LoadSummary): string {
  return `level=info msg=x\nSHAKEDOWN_SUMMARY ${JSON.stringify(summary)} SHAKEDOWN_END\n`;
}
