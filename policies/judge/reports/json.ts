import type { Finding, Verdict } from "../findings.ts";
import type { Judgement } from "./index.ts";

/** The report as data: the format is ours, and only grows within a schema version. */
export function json({ findings, objects, ignored, rules, rights }: Judgement): string {
  const document = {
    schemaVersion: "1",
    summary: { objects, ignored, rules: rules.length, ...countsOf(findings) },
    findings,
    ...(rights ? { rights } : {}),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** How many findings there are of each verdict. */
export function countsOf(findings: Finding[]): Record<Verdict, number> {
  const counts = { fail: 0, unknown: 0, waived: 0, error: 0 };
  for (const { verdict } of findings) counts[verdict]++;
  return counts;
}
