import type { Evidence } from "../run/document.ts";
import type { DegradationSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { quantile } from "../statistics/quantile.ts";
import type { Seen } from "./absence.ts";

/** Of the requests that were asked for, at least so many have to be measured. */
const smallestShare = 0.8;
/** Refusals without which nobody can say that the cache was away. */
const fewestRefusals = 3;

/** Validity first: where the cache was not away, what the service did says nothing of it. */
export function judgeDegradation(spec: DegradationSpec, seen: Seen): Finding {
  const { thresholds } = spec.load;
  const validity = [away(seen), measured(spec, seen)];
  const valid = validity.every(({ verdict }) => verdict === "pass");
  const failed = seen.during.filter((request) => request.failed).length;
  const rate = seen.during.length > 0 ? failed / seen.during.length : 1;
  const p95 = p95Of(seen.during);
  const results: Evidence[] = [
    {
      ...{ name: "error rate without the cache", value: rounded(rate), unit: "1" },
      target: `<= ${thresholds.errorRate}`,
      verdict: rate <= thresholds.errorRate ? "pass" : "fail",
      ...(rate > thresholds.errorRate && {
        reason: `${failed} of ${seen.during.length} requests failed, allowed ${percent(thresholds.errorRate)}`,
      }),
    },
    {
      ...{ name: "p95 latency without the cache", value: rounded(p95 ?? 0), unit: "ms" },
      target: `< ${thresholds.p95Milliseconds} ms`,
      verdict: p95 !== undefined && p95 < thresholds.p95Milliseconds ? "pass" : "fail",
    },
  ];
  const judged = valid ? results : results.map((each) => ({ ...each, verdict: "skip" as const }));
  const was = rounded(p95Of(seen.before) ?? 0);
  const before: Evidence = { name: "p95 latency before", verdict: "pass", value: was, unit: "ms" };
  return finding(
    [...validity, ...judged, before, back(spec, seen)],
    `without its cache the service answered ${seen.during.length} requests with ` +
      `${percent(rate)} errors, P95 ${(p95 ?? 0).toFixed(1)} ms; ` +
      `the cache was back after ${(seen.backSeconds ?? 0).toFixed(1)} s`,
  );
}

function away({ asks }: Seen): Evidence {
  const refused = asks.filter(({ outcome }) => outcome === "refused").length;
  const answer = asks.findLast(({ outcome }) => outcome !== "refused");
  const common = { name: "attempts that the cache refused", value: refused };
  const target = `all of ${asks.length}, at least ${fewestRefusals}`;
  if (answer) {
    const others = asks.length - refused;
    const reason = `it was not away: to ${others} of ${asks.length} attempts it said "${answer.said}"`;
    return { ...common, target, verdict: "error", reason };
  }
  if (refused >= fewestRefusals) return { ...common, target, verdict: "pass" };
  const reason = "it was asked too seldom for anybody to say that it was away";
  return { ...common, target, verdict: "error", reason };
}

function measured({ load }: DegradationSpec, { during }: Seen): Evidence {
  const { ratePerSecond, durationSeconds } = load.profile;
  const least = Math.ceil(smallestShare * ratePerSecond * Math.max(1, durationSeconds - 1));
  const common = {
    name: "requests without the cache",
    value: during.length,
    target: `>= ${least}`,
  };
  if (during.length >= least) return { ...common, verdict: "pass" };
  const reason = `${during.length} of at least ${least} were answered in time to be measured: give the load more CPU`;
  return { ...common, verdict: "error", reason };
}

function back({ backSeconds: limit }: DegradationSpec, { backSeconds }: Seen): Evidence {
  const name = "a value kept and given back again";
  const target = `<= ${limit} s`;
  if (backSeconds !== undefined) {
    return { name, verdict: "pass", value: Math.round(backSeconds * 10) / 10, unit: "s", target };
  }
  const reason = `the cache was not back after ${limit} s: look at its pod, and at its events`;
  return { name, verdict: "fail", target, reason };
}

const p95Of = (requests: Seen["during"]) =>
  quantile(
    requests.map(({ milliseconds }) => milliseconds),
    0.95,
  );
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
