import type { Grade, LatencySummary } from "../run/document.ts";
import type { LoadSpec } from "../run/plan.ts";

/** Fewer requests than these leave P99 to chance. */
export const smallestSample = 1000;

const steps: [atMost: number, grade: Grade][] = [
  [0.5, "Excellent"],
  [0.75, "Good"],
  [1, "Acceptable"],
];

/**
 * Grade of a valid load: by the largest share that P95, P99 or the error rate takes of its
 * threshold. Excellent up to 50 %, Good up to 75 %, Acceptable up to 100 %, Poor above. Undefined
 * where too few requests were made to tell.
 */
export function gradeOf(
  latency: Pick<LatencySummary, "count" | "p95" | "p99">,
  errorRate: number,
  thresholds: LoadSpec["thresholds"],
): Grade | undefined {
  if (latency.count < smallestSample) return undefined;
  const worst = Math.max(
    shareOf(latency.p95, thresholds.p95Milliseconds),
    shareOf(latency.p99, thresholds.p99Milliseconds),
    shareOf(errorRate, thresholds.errorRate),
  );
  return steps.find(([atMost]) => worst <= atMost)?.[1] ?? "Poor";
}

function shareOf(value: number, threshold: number): number {
  if (value === 0) return 0;
  return threshold === 0 ? Infinity : value / threshold;
}

const order: Grade[] = ["Excellent", "Good", "Acceptable", "Poor"];

/** The worst grade that was given; undefined where none was. */
export function worstGrade(grades: readonly (Grade | undefined)[]): Grade | undefined {
  return order.findLast((grade) => grades.includes(grade));
}
