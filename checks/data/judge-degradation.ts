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
  const validity = [away(seen), measured(spec, seen)];
  const valid = validity.every(({ verdict }) => verdict === "pass");
  const results = [errors(spec, seen), slowness(spec, seen)];
  const judged = valid ? results : results.map((each) => ({ ...each, verdict: "skip" as const }));
  const was = rounded(p95Of(seen.before) ?? 0);
  const before: Evidence = { name: "p95 latency before", verdict: "pass", value: was, unit: "ms" };
  return finding(
    [...validity, ...judged, before, back(spec, seen)],
    `without its cache the service answered ${seen.during.length} requests with ` +
      `${percent(failuresOf(seen).share)} errors, P95 ${(p95Of(seen.during) ?? 0).toFixed(1)} ms; ` +
      `the cache was back after ${(seen.backSeconds ?? 0).toFixed(1)} s`,
  );
}

function failuresOf({ during }: Seen): { failed: number; share: number } {
  const failed = during.filter((request) => request.failed).length;
  return { failed, share: during.length > 0 ? failed / during.length : 1 };
}

function errors({ load }: DegradationSpec, seen: Seen): Evidence {
  const { errorRate } = load.thresholds;
  const { failed, share } = failuresOf(seen);
  const name = "error rate without the cache";
  const common = { name, value: rounded(share), unit: "1", target: `<= ${errorRate}` };
  if (share <= errorRate) return { ...common, verdict: "pass" };
  const count = `${failed} of ${seen.during.length} requests failed`;
  return { ...common, verdict: "fail", reason: `${count}, allowed ${percent(errorRate)}` };
}

function slowness({ load }: DegradationSpec, { during }: Seen): Evidence {
  const { p95Milliseconds: limit } = load.thresholds;
  const p95 = p95Of(during) ?? Infinity;
  const common = { name: "p95 latency without the cache", unit: "ms", target: `< ${limit} ms` };
  const value = Number.isFinite(p95) && { value: rounded(p95) };
  return { ...common, ...value, verdict: p95 < limit ? "pass" : "fail" };
}

function away({ asks }: Seen): Evidence {
  const refused = asks.filter(({ outcome }) => outcome === "refused").length;
  const answer = asks.findLast(({ outcome }) => outcome !== "refused");
  const common = { name: "attempts that the cache refused", value: refused };
  const target = `all of ${asks.length}, at least ${fewestRefusals}`;
  if (answer) {
    const others = `to ${asks.length - refused} of ${asks.length} attempts`;
    const reason = `it was not away: ${others} it said "${answer.said}"`;
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
  const count = `${during.length} of at least ${least} were answered in time to be measured`;
  const reason = `${count}: give the load more CPU`;
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
