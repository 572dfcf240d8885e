import { renderDifference } from "../../rbac/difference/index.ts";
import { countsOf } from "./json.ts";
import type { Judgement } from "./index.ts";
import { messageOf, placeOf, subjectOf } from "./wording.ts";

/** The report for people at a terminal, and for logs. */
export function text({ findings, objects, ignored, rules, rights }: Judgement): string {
  const lines = findings.map((finding) => {
    const { verdict, severity, level, rule } = finding;
    const place = placeOf(finding);
    const head = `${verdict} ${severity} ${level} ${rule}  ${subjectOf(finding)}`;
    return `${head}\n  ${place === "" ? "" : `${place}: `}${messageOf(finding)}`;
  });
  const { fail, unknown, waived, error } = countsOf(findings);
  const skipped = ignored === 0 ? "" : `, ${ignored} inputs are no Kubernetes objects`;
  lines.push(
    `${objects} objects under ${rules.length} rules: ${fail} fail, ${unknown} undecided, ` +
      `${waived} waived, ${error} errors${skipped}.`,
  );
  return `${lines.join("\n")}\n${rights ? renderDifference(rights) : ""}`;
}
