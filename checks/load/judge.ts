import type { Evidence, Verdict } from "../run/document.ts";
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

function validityOf(spec: LoadSpec, { summary, generatorShare }: Generated): Evidence[] {
  const { ratePerSecond: asked, durationSeconds, maxVUs } = spec.profile;
  const { droppedIterations: dropped, latenessP95: late } = summary;
  const achieved = summary.iterations / durationSeconds;
  const least = asked * smallestRateShare;
  return [
    evidence(
      { name: "dropped iterations", value: dropped, unit: "1", target: "0" },
      dropped === 0 ||
        `${dropped} iterations were dropped, as all ${maxVUs} VUs were busy: ` +
          "raise maxVUs, or lower the rate if the service is too slow for it",
      "error",
    ),
    evidence(
      { name: "achieved rate", value: achieved, unit: "1/s", target: `>= ${least.toFixed(1)} 1/s` },
      achieved >= least ||
        `${achieved.toFixed(1)} of ${asked} iterations a second were done: ` +
          "lower the rate, or give the generator more CPU",
      "error",
    ),
    evidence(
      {
        name: "generator lateness p95",
        value: late,
        unit: "ms",
        target: `<= ${largestLatenessMilliseconds} ms`,
      },
      late <= largestLatenessMilliseconds ||
        `the generator started its iterations ${Math.round(late)} ms late: ` +
          "lower the rate, or give it more CPU",
      "error",
    ),
    generatorUse(generatorShare),
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
    { name, value: share, unit: "1", target },
    share <= largestGeneratorShare ||
      `k6 used ${percent(share)} of its CPU limit, so its latencies are too long: ` +
        "raise its limit or lower the rate",
    "error",
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
  return evidence({ name, value, unit, target }, value < limit || reason, "fail");
}

function atMost(name: string, value: number, limit: number): Evidence {
  const fact = { name, value, unit: "1", target: `<= ${limit}` };
  const reason = `${percent(value)}, allowed ${percent(limit)}`;
  return evidence(fact, value <= limit || reason, "fail");
}

function sampleSize(requests: number): Evidence {
  const reason =
    `${requests} requests leave P99 to chance, and no grade is given: ` +
    "raise the rate or the duration";
  return evidence(
    { name: "sample size", value: requests, unit: "1", target: `>= ${smallestSample}` },
    requests >= smallestSample || reason,
    "warn",
  );
}

/** A fact that passes where `holds` is true; otherwise `holds` is the reason for `verdict`. */
function evidence(
  fact: { name: string; value: number; unit: string; target: string },
  holds: true | string,
  verdict: Verdict,
): Evidence {
  const rounded = { ...fact, value: Math.round(fact.value * 1000) / 1000 };
  if (holds === true) return { ...rounded, verdict: "pass" };
  return { ...rounded, verdict, reason: holds };
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
