import type { RunDocument } from "../run/document.ts";
import { headline, milliseconds, seconds, symbols } from "./words.ts";

/** The run as plain text of at most `width` columns, reasons wrapped below what did not pass. */
export function summaryTable(document: RunDocument, width = 100): string {
  const { checks, phases } = document;
  const widest = Math.max(...[...checks, ...phases].map(({ name }) => name.length), 5);
  const lines = [headline(document), ""];
  for (const { name, verdict, reason, durationSeconds, measuredIn, grade } of checks) {
    const when = measuredIn ? `from ${measuredIn}` : seconds(durationSeconds);
    const marks = [when, grade].filter(Boolean).join(", ");
    lines.push(`${symbols[verdict]} ${name.padEnd(widest)}  ${verdict.padEnd(5)}  ${marks}`);
    lines.push(...wrapped(reason, width, " ".repeat(widest + 4)));
  }
  for (const { name, latency, baseline } of checks) {
    if (!latency) continue;
    const { median, p95, p99, count } = latency;
    const parts = [`median ${milliseconds(median)}`, `P95 ${milliseconds(p95)}`];
    parts.push(`P99 ${milliseconds(p99)}`, `${count} requests`);
    lines.push("", `${name}: ${parts.join(", ")}`);
    if (baseline) {
      const line = `baseline: ${baseline.verdict} (${baseline.reason})`;
      lines.push(...wrapped(line, width, "  "));
    }
  }
  if (phases.length) lines.push("");
  for (const { name, seconds: took, budgetSeconds } of phases) {
    const budget = budgetSeconds === undefined ? "" : ` of ${seconds(budgetSeconds)}`;
    const over = budgetSeconds !== undefined && took > budgetSeconds ? "  over budget" : "";
    lines.push(`  ${name.padEnd(widest)}  ${seconds(took)}${budget}${over}`);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = "";
    }
    line = line ? `${line} ${word}` : word;
  }
  return [...lines, indent + line];
}
