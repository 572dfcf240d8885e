import { renderDifference } from "../../rbac/difference/index.ts";
import type { Finding } from "../findings.ts";
import { severities } from "../options.ts";
import { countsOf } from "./json.ts";
import type { Judgement } from "./index.ts";
import { messageOf, placeOf, subjectOf } from "./wording.ts";

/** A pull request's comment holds 65,536 characters. */
const mostRows = 200;

/** The report for a pull request. */
export function markdown({ findings, objects, rules, rights }: Judgement): string {
  const { fail, unknown, waived, error } = countsOf(findings);
  const head = [
    "## Policies",
    "",
    `${objects} objects under ${rules.length} rules: **${fail} fail**, ${unknown} undecided, ` +
      `${waived} waived, ${error} errors.`,
  ];
  const tail = rights ? `\n### Rights\n\n${renderDifference(rights)}` : "";
  if (findings.length === 0) return `${head.join("\n")}\n${tail}`;
  const shown = [...findings].sort(byWeight).slice(0, mostRows);
  const rest = findings.length - shown.length;
  const table = [
    "",
    "| verdict | severity | rule | object | where | what |",
    "| --- | --- | --- | --- | --- | --- |",
    ...shown.map(rowOf),
    ...(rest === 0 ? [] : ["", `${rest} more are in the full report.`]),
  ];
  return `${[...head, ...table].join("\n")}\n${tail}`;
}

const verdicts = ["error", "fail", "unknown", "waived"];

const byWeight = (a: Finding, b: Finding) =>
  verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
  severities.indexOf(b.severity) - severities.indexOf(a.severity);

function rowOf(finding: Finding): string {
  const { verdict, severity, rule } = finding;
  const place = placeOf(finding);
  const cells = [verdict, severity, `\`${rule}\``, subjectOf(finding), place, messageOf(finding)];
  return `| ${cells.map(escaped).join(" | ")} |`;
}

const escaped = (cell: string) =>
  cell.replace(/[\\|]/g, "\\$&").replaceAll("<", "&lt;").replace(/\s+/g, " ");
