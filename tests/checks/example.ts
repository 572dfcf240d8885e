import type { CheckResult, RunDocument } from "../../checks/run/document.ts";

const startedAt = "2026-11-21T08:00:00.000Z";

/** A check's result, with what a test cares for replaced. */
export function result(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    name: "health",
    kind: "health",
    digest: "d1",
    verdict: "pass",
    reason: "4 workloads have all their replicas ready",
    startedAt,
    durationSeconds: 2.4,
    evidence: [],
    ...changes,
  };
}

/** A load's result: latencies rise in the middle, where a few requests fail. */
export function loadResult(changes: Partial<CheckResult> = {}): CheckResult {
  const points = Array.from({ length: 30 }, (_, i) => {
    const hill = Math.exp(-((i - 16) ** 2) / 18);
    return {
      atSeconds: i,
      requests: 100,
      errors: i > 14 && i < 18 ? i - 13 : 0,
      p50: 8 + 3 * Math.sin(i / 3) ** 2 + 10 * hill,
      p95: 22 + 6 * Math.sin(i / 2) ** 2 + 45 * hill,
      p99: 38 + 9 * Math.cos(i) ** 2 + 110 * hill,
    };
  });
  return result({
    name: "load",
    kind: "load",
    durationSeconds: 42.1,
    reason: "3000 requests, P95 48.2 ms, P99 121.0 ms, 0.3 % errors",
    evidence: [
      { name: "p95 latency", verdict: "pass", value: 48.2, unit: "ms", target: "< 100 ms" },
      { name: "error rate", verdict: "pass", value: 0.003, unit: "1", target: "<= 0.01" },
    ],
    load: {
      script: "web-app.js",
      ratePerSecond: 50,
      durationSeconds: 30,
      p95Milliseconds: 100,
      p99Milliseconds: 200,
    },
    latency: {
      count: 3000,
      mean: 14.2,
      median: 10.4,
      p95: 48.2,
      p99: 121,
      max: 188.8,
      standardDeviation: 19.3,
    },
    series: { bucketSeconds: 1, points },
    grade: "Good",
    baseline: { verdict: "none", reason: "no baseline has been accepted for this check" },
    ...changes,
  });
}

export function runDocument(changes: Partial<RunDocument> = {}): RunDocument {
  return {
    schemaVersion: "1",
    id: "20261121T080000Z-0a1b2c",
    stack: "local",
    trigger: "up",
    startedAt,
    finishedAt: "2026-11-21T08:02:10.000Z",
    machine: {
      nodes: 3,
      cpus: 6,
      memoryBytes: 72 * 2 ** 30,
      kubernetes: "v1.35.0",
      architecture: "amd64",
    },
    phases: [
      { name: "cluster", seconds: 74.2, budgetSeconds: 300 },
      { name: "workloads", seconds: 201, budgetSeconds: 180 },
      { name: "validation", seconds: 31.5, budgetSeconds: 120 },
    ],
    checks: [result(), loadResult()],
    verdict: "pass",
    grade: "Good",
    ...changes,
  };
}

const hostile = `<script>alert("x")</script> & ' ]]> | \` \u0007 \ud800`;

/** Every verdict, every optional field, and text that would break a page that does not escape. */
export function hostileDocument(): RunDocument {
  const document = runDocument({
    verdict: "fail",
    stack: `shop-${hostile}`,
    checks: [
      result({ measuredIn: "20261120T080000Z-aaaaaa" }),
      result({
        name: "connectivity",
        kind: "connectivity",
        verdict: "fail",
        reason: `backend -> database: psql: connection refused ${hostile}`,
        evidence: [
          { name: "frontend -> backend", verdict: "pass", value: "status 200", target: "200" },
          { name: `backend -> database ${hostile}`, verdict: "fail", reason: hostile },
          { name: "backend -> cache", verdict: "error", reason: "its container never ran" },
          { name: "refusal", verdict: "warn", value: true, reason: "no other probe" },
          { name: "cpu", verdict: "skip", reason: "no limit" },
        ],
      }),
      loadResult({ verdict: "warn", reason: "generator cpu: not measured" }),
      result({ name: "resources", kind: "resources", verdict: "skip", reason: "it was not run" }),
    ],
  });
  delete document.grade;
  return document;
}
