import type { CheckResult, RunDocument } from "../run/document.ts";
import { headline, machineLine, milliseconds, nextSteps, remark, seconds, shown } from "./words.ts";

/** For job summaries and pull requests. */
export function markdown(document: RunDocument): string {
  const { stack, id, startedAt, checks } = document;
  const blocks = [
    `# ${text(stack)}: ${document.verdict}`,
    text(headline(document)),
    `Run \`${id}\`, ${startedAt}. ${text(machineLine(document))}.`,
    overview(checks),
    ...steps(document),
    ...checks.filter(({ latency }) => latency).map(latencyBlock),
    ...phasesBlock(document),
    ...checks.filter(({ evidence }) => evidence.length).map(evidenceBlock),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function overview(checks: readonly CheckResult[]): string {
  return table(
    ["Check", "Verdict", "Took", "Found"],
    checks.map(({ name, verdict, durationSeconds, measuredIn, reason }) => [
      name,
      verdict,
      measuredIn ? `in run ${measuredIn}` : seconds(durationSeconds),
      reason,
    ]),
  );
}

function steps(document: RunDocument): string[] {
  const list = nextSteps(document).map(({ check, verdict, reason, hint }) =>
    `- **${text(check)}** (${verdict}): ${text(reason)}. ${text(hint)}`.trim(),
  );
  return list.length ? ["## What to do next", list.join("\n")] : [];
}

function latencyBlock({ name, verdict, reason, latency, grade, baseline }: CheckResult): string {
  const { count, mean, median, p95, p99, max, standardDeviation } = latency!;
  const row = [mean, median, p95, p99, max, standardDeviation].map(milliseconds);
  const head = ["Mean", "Median", "P95", "P99", "Max", "Standard deviation", "Requests"];
  const lines = [`## Latency of ${text(name)}`, table(head, [[...row, String(count)]])];
  if (verdict === "error") lines.push(`These figures are not valid: ${text(reason)}.`);
  if (grade) lines.push(`Grade: **${grade}**.`);
  if (baseline) lines.push(`Baseline: ${baseline.verdict} (${text(baseline.reason)}).`);
  return lines.join("\n\n");
}

function phasesBlock({ phases }: RunDocument): string[] {
  if (phases.length === 0) return [];
  const rows = phases.map(({ name, seconds: took, budgetSeconds }) => [
    name,
    seconds(took),
    budgetSeconds === undefined ? "" : seconds(budgetSeconds),
  ]);
  return ["## Time", table(["Phase", "Took", "Budget"], rows)];
}

function evidenceBlock({ name, evidence }: CheckResult): string {
  const rows = evidence.map((each) => [each.name, each.verdict, shown(each), remark(each)]);
  const content = table(["Evidence", "Verdict", "Value", "Remark"], rows);
  return `<details><summary>Evidence of ${text(name)}</summary>\n\n${content}\n\n</details>`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Foreign text in one line, without effect on the page. */
function text(foreign: string): string {
  return foreign
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\|`*[\]]/g, "\\$&");
}
