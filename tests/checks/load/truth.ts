/**
 * Holds the load script against a server whose truth is known, with a real k6. Not part of
 * `npm test`: it takes half a minute and a k6 binary. Run `node tests/checks/load/truth.ts <k6>`.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";

import { judgeLoad } from "../../../checks/load/judge.ts";
import { type LoadSummary, readSummary } from "../../../checks/load/summary.ts";
import type { LoadSpec } from "../../../checks/run/plan.ts";
import { loadSpec } from "./summary.ts";
import { TruthServer } from "./truth-server.ts";

const [k6 = "k6"] = process.argv.slice(2);
const script = join(import.meta.dirname, "../../../checks/load/web-app.js");
const profile = { ratePerSecond: 60, durationSeconds: 10, warmUpSeconds: 2, maxVUs: 60 };
const spec: LoadSpec = {
  ...loadSpec,
  profile,
  thresholds: { p95Milliseconds: 500, p99Milliseconds: 900, errorRate: 0.02 },
};

async function measure(baseUrl: string): Promise<{ summary: LoadSummary; exitCode: number }> {
  const { p95Milliseconds, p99Milliseconds, errorRate } = spec.thresholds;
  const env = {
    BASE_URL: baseUrl,
    RATE: `${profile.ratePerSecond}`,
    DURATION: `${profile.durationSeconds}`,
    WARM_UP: `${profile.warmUpSeconds}`,
    MAX_VUS: `${profile.maxVUs}`,
    P95_MS: `${p95Milliseconds}`,
    P99_MS: `${p99Milliseconds}`,
    ERROR_RATE: `${errorRate}`,
    K6_NO_USAGE_REPORT: "true",
  };
  const child = spawn(k6, ["run", "--quiet", "--no-color", script], { env });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  const summary = readSummary(log);
  assert.ok(summary, `k6 ended with ${exitCode} and no summary: ${log}`);
  return { summary, exitCode };
}

const server = new TruthServer();
const url = await server.listen();
try {
  const requests = 2 * profile.ratePerSecond * profile.durationSeconds;
  const near = (actual: number, truth: number, what: string) => {
    console.log(`${what}: ${actual.toFixed(1)}, truth ${truth}`);
    assert.ok(actual >= truth - 1 && actual <= truth + 15, what);
  };

  const fixed = await measure(`${url}/fixed`);
  near(fixed.summary.latency.median, 20, "fixed median");
  assert.ok(Math.abs(fixed.summary.requests - requests) <= 2, "requests of the measured part");
  const inBuckets = fixed.summary.buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  assert.equal(inBuckets, fixed.summary.requests, "every request is in one bucket");
  assert.equal(fixed.exitCode, 0);
  console.log(judgeLoad(spec, { ...fixed, generatorShare: 0.1 }).reason);

  const { summary: bimodal } = await measure(`${url}/bimodal`);
  near(bimodal.latency.median, 10, "bimodal median");
  near(bimodal.latency.p95, 200, "bimodal P95");

  const { summary: errors } = await measure(`${url}/errors`);
  console.log(`error rate: ${errors.errorRate}, truth 0.01`);
  assert.ok(Math.abs(errors.errorRate - 0.01) < 0.002);

  const stuck = await measure(`${url}/stuck`);
  const { verdict, reason } = judgeLoad(spec, { ...stuck, generatorShare: 0.1 });
  console.log(`stuck: exit code ${stuck.exitCode}, ${verdict}, ${reason}`);
  assert.equal(verdict, "error");
  assert.match(reason, /invalid run: \d+ iterations were dropped/);
} finally {
  await server.close();
}
