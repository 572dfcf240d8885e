/** Latency over time: k6's summary has totals only, so each bucket of time is a Trend of its own. */
import exec from "k6/execution";
import { Counter, Trend } from "k6/metrics";

import { profile, tellsRequests } from "./profile.js";

const most = 60;
export const bucketSeconds = Math.max(1, Math.ceil(profile.durationSeconds / most));
const count = Math.ceil(profile.durationSeconds / bucketSeconds);
const numbers = Array.from({ length: count }, (_, index) => index);

const latencies = numbers.map((index) => new Trend(`bucket_latency_${index}`, true));
const errors = numbers.map((index) => new Counter(`bucket_errors_${index}`));
const squares = new Trend("latency_squares");
const lateness = new Trend("start_lateness", true);

const isMeasured = () => exec.scenario.name === "measured";

/** Milliseconds since the scenario began. */
const elapsed = () => Date.now() - exec.scenario.startTime;

/** To be called first in an iteration: how late it started shows a generator that is starved. */
export function started() {
  if (!isMeasured()) return;
  const intended = (exec.scenario.iterationInTest / profile.ratePerSecond) * 1000;
  lateness.add(Math.max(0, elapsed() - intended));
}

/**
 * Adds a response to the bucket in which its request was sent. Where each request is asked for, a
 * line tells when it was sent, how long it took in milliseconds, and its status.
 */
export function record(response) {
  if (!isMeasured()) return;
  const { duration } = response.timings;
  if (tellsRequests) {
    console.log(`r ${Math.round(Date.now() - duration)} ${duration.toFixed(1)} ${response.status}`);
  }
  const index = Math.floor((elapsed() - duration) / 1000 / bucketSeconds);
  const bucket = Math.min(count - 1, Math.max(0, index));
  latencies[bucket].add(duration);
  squares.add(duration * duration);
  if (response.status === 0 || response.status >= 400) errors[bucket].add(1);
}

const none = { count: 0, rate: 0, passes: 0, fails: 0, avg: 0, med: 0, max: 0 };

/** k6's own summary as one line of JSON between markers: it is read from the pod's log. */
export function handleSummary({ metrics }) {
  const values = (name) => (metrics[name] ? metrics[name].values : none);
  const of = (name) => values(`${name}{scenario:measured}`);
  const latency = of("http_req_duration");
  const summary = {
    schemaVersion: "1",
    iterations: of("iterations").count,
    requests: of("http_reqs").count,
    errorRate: of("http_req_failed").rate,
    checks: { passes: of("checks").passes, fails: of("checks").fails },
    droppedIterations: of("dropped_iterations").count,
    latency: {
      mean: latency.avg,
      median: latency.med,
      p95: latency["p(95)"] || 0,
      p99: latency["p(99)"] || 0,
      max: latency.max,
      meanOfSquares: values("latency_squares").avg,
    },
    latenessP95: values("start_lateness")["p(95)"] || 0,
    bucketSeconds,
    buckets: numbers.map((index) => {
      const bucket = values(`bucket_latency_${index}`);
      return {
        requests: bucket.count,
        errors: values(`bucket_errors_${index}`).count,
        p50: bucket.med,
        p95: bucket["p(95)"] || 0,
        p99: bucket["p(99)"] || 0,
      };
    }),
    thresholds: Object.keys(metrics).flatMap((name) =>
      Object.entries(metrics[name].thresholds || {}).map(([expression, { ok }]) => ({
        metric: name,
        expression,
        ok,
      })),
    ),
  };
  return { stdout: `\nSHAKEDOWN_SUMMARY ${JSON.stringify(summary)} SHAKEDOWN_END\n` };
}
