import type { Evidence } from "../run/document.ts";
import type { LoadSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { gradeOf, smallestSample } from "../statistics/grade.ts";
import { type LoadSummary, latencyOf, seriesOf } from "./summary.ts";

/** Use of the generator's CPU beyond which its latencies are its own. */
const largestGeneratorShare = 0.8;
const smallestRateShare = 0.95;
const largestLatenessMilliseconds = 100;

export interface Generated {
  summary: LoadSummary;
  /** k6's: 0, or 99 where a threshold was crossed. */
  exitCode: number;
  /** Largest share of its CPU limit that k6 was seen to use; undefined where nobody measured it. */
  generatorShare?: number;
}

/** Validity first: an invalid run says nothing of the service, neither good nor bad. */
export function judgeLoad(spec: LoadSpec, generated: Generated): Finding {
  const { summary } = generated;
  const latency = latencyOf(summary);
  const { ratePerSecond, durationSeconds } = spec.profile;
  const { p95Milliseconds, p99Milliseconds } = spec.thresholds;
  const asked = { script: spec.script, ratePerSecond, durationSeconds };
  const load = { ...asked, p95Milliseconds, p99Milliseconds };
  const measured = { load, latency, series: seriesOf(summary) };
  const validity = validityOf(spec, generated);
  const results = resultsOf(spec, generated);
  const invalid = validity.find(({ verdict }) => verdict === "error");
  if (invalid) {
    const unjudged = results.map((each) => ({ ...each, verdict: "skip" as const }));
    const reason = `invalid run: ${invalid.reason}`;
    return { verdict: "error", reason, evidence: [...validity, ...unjudged], ...measured };
  }
  const passed =
    `${latency.count} requests, P95 ${latency.p95.toFixed(1)} ms, ` +
    `P99 ${latency.p99.toFixed(1)} ms, ${percent(summary.errorRate)} errors`;
  const found = finding([...results, ...validity], passed);
  const earned = gradeOf(latency, summary.errorRate, spec.thresholds);
  const grade = earned && found.verdict === "fail" ? "Poor" : earned;
  return { ...found, ...measured, ...(grade && { grade }) };
}

function validityOf(spec: LoadSpec, generated: Generated): Evidence[] {
  const { summary } = generated;
  const { ratePerSecond: asked, durationSeconds } = spec.profile;
  const dropped = summary.droppedIterations;
  const achieved = summary.iterations / durationSeconds;
  return [
    evidence(
      "dropped iterations",
      dropped,
      "1",
      "0",
      dropped === 0
        ? undefined
        : {
            verdict: "error",
            reason:
              `${dropped} iterations were dropped, as all ${spec.profile.maxVUs} VUs were busy: ` +
              "raise maxVUs, or lower the rate if the service is too slow for it",
          },
    ),
    evidence(
      "achieved rate",
      achieved,
      "1/s",
      `>= ${(asked * smallestRateShare).toFixed(1)} 1/s`,
      achieved >= asked * smallestRateShare
        ? undefined
        : {
            verdict: "error",
            reason:
              `${achieved.toFixed(1)} of ${asked} iterations a second were done: ` +
              "lower the rate, or give the generator more CPU",
          },
    ),
    evidence(
      "generator lateness p95",
      summary.latenessP95,
      "ms",
      `<= ${largestLatenessMilliseconds} ms`,
      summary.latenessP95 <= largestLatenessMilliseconds
        ? undefined
        : {
            verdict: "error",
            reason:
              `the generator started its iterations ${Math.round(summary.latenessP95)} ms late: ` +
              "lower the rate, or give it more CPU",
          },
    ),
    generatorUse(generated.generatorShare),
  ];
}

function generatorUse(share: number | undefined): Evidence {
  const name = "generator cpu";
  const target = `<= ${largestGeneratorShare} of its limit`;
  if (share === undefined) {
    const reason = "not measured: the metrics API gave no sample of the k6 pod while it ran";
    return { name, verdict: "warn", target, reason };
  }
  return evidence(
    name,
    share,
    "1",
    target,
    share <= largestGeneratorShare
      ? undefined
      : {
          verdict: "error",
          reason:
            `k6 used ${percent(share)} of its CPU limit, so its latencies are too long: ` +
            "raise its limit or lower the rate",
        },
  );
}

function resultsOf(spec: LoadSpec, { summary, exitCode }: Generated): Evidence[] {
  const { p95Milliseconds, p99Milliseconds, errorRate } = spec.thresholds;
  const { latency, checks } = summary;
  const checked = checks.passes + checks.fails;
  const failedShare = checked === 0 ? 1 : checks.fails / checked;
  const results = [
    below("p95 latency", latency.p95, "ms", p95Milliseconds),
    below("p99 latency", latency.p99, "ms", p99Milliseconds),
    atMost("error rate", summary.errorRate, errorRate),
    atMost("failed checks", failedShare, errorRate),
    sampleSize(summary.requests),
  ];
  const crossed = summary.thresholds.filter(({ ok }) => !ok);
  const seen = results.some(({ verdict }) => verdict === "fail");
  if (exitCode === 99 && !seen) {
    const which = crossed.map(({ metric, expression }) => `${metric} ${expression}`).join(", ");
    const reason = `k6 says that a threshold was crossed: ${which || "it does not say which"}`;
    results.push({ name: "k6 thresholds", verdict: "fail", target: "all kept", reason });
  }
  return results;
}

function below(name: string, value: number, unit: string, limit: number): Evidence {
  const target = `< ${limit} ${unit}`;
  const reason = `${value.toFixed(1)} ${unit}, required ${target}`;
  return evidence(
    name,
    value,
    unit,
    target,
    value < limit ? undefined : { verdict: "fail", reason },
  );
}

function atMost(name: string, value: number, limit: number): Evidence {
  const target = `<= ${limit}`;
  const reason = `${percent(value)}, allowed ${percent(limit)}`;
  return evidence(
    name,
    value,
    "1",
    target,
    value <= limit ? undefined : { verdict: "fail", reason },
  );
}

function sampleSize(requests: number): Evidence {
  const name = "sample size";
  const target = `>= ${smallestSample}`;
  return evidence(
    name,
    requests,
    "1",
    target,
    requests >= smallestSample
      ? undefined
      : {
          verdict: "warn",
          reason:
            `${requests} requests leave P99 to chance, and no grade is given: ` +
            "raise the rate or the duration",
        },
  );
}

function evidence(
  name: string,
  value: number,
  unit: string,
  target: string,
  otherwise?: Pick<Evidence, "verdict" | "reason">,
): Evidence {
  const rounded = Math.round(value * 1000) / 1000;
  return { name, value: rounded, unit, target, verdict: "pass", ...otherwise };
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
