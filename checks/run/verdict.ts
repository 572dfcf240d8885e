import type { CheckResult, Evidence, RunDocument, Verdict } from "./document.ts";

/** A failure found stands, whatever else could not be measured. */
const order: Verdict[] = ["skip", "pass", "warn", "error", "fail"];

/** The worst of them; `skip` where nothing was measured at all. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return order.findLast((verdict) => verdicts.includes(verdict)) ?? "skip";
}

/** 0 passed, 1 the gate failed, 2 the tool or the cluster broke, or nothing was measured. */
export function exitCode({ verdict }: Pick<RunDocument, "verdict">): 0 | 1 | 2 {
  if (verdict === "fail") return 1;
  return verdict === "pass" || verdict === "warn" ? 0 : 2;
}

/** What a check found, before the runner adds when and how long. */
export type Finding = Pick<CheckResult, "verdict" | "reason" | "evidence"> &
  Partial<Pick<CheckResult, "load" | "latency" | "series" | "grade" | "baseline">>;

/** A finding from its evidence: the first of the worst speaks, `passed` where all is well. */
export function finding(evidence: Evidence[], passed: string): Finding {
  const verdict = worst(evidence.map((each) => each.verdict));
  const bad = evidence.filter((each) => each.verdict === verdict);
  if (verdict === "pass") return { verdict, reason: passed, evidence };
  if (verdict === "skip") return { verdict, reason: "there was nothing to check", evidence };
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : "";
  return { verdict, reason: `${sentence(bad[0]!)}${more}`, evidence };
}

function sentence({ name, value, unit, target, reason }: Evidence): string {
  if (reason) return `${name}: ${reason}`;
  const shown = `${value ?? "?"}${unit && unit !== "1" ? ` ${unit}` : ""}`;
  return `${name} is ${shown}${target ? `, required ${target}` : ""}`;
}
