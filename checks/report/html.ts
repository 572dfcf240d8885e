import type { CheckResult, Evidence, RunDocument, Verdict } from "../run/document.ts";
import { escape } from "./escape.ts";
import { latencyPlot } from "./plot.ts";
import { style } from "./style.ts";
import {
  headline,
  machineLine,
  milliseconds,
  nextSteps,
  remark,
  seconds,
  shown,
  symbols,
} from "./words.ts";

/** One page that needs nothing else: no script, no font, no request. */
export function html(document: RunDocument): string {
  const { stack, verdict, checks } = document;
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta http-equiv="Content-Security-Policy" ' +
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
    `<title>${escape(stack)}: ${verdict}</title>`,
    `<style>${style}</style></head><body>`,
    `<header><p class="soft">Shakedown report</p><h1>${escape(stack)}</h1>`,
    `<div class="banner ${verdict}"><p class="big"><span class="mark" aria-hidden="true">`,
    `${symbols[verdict]}</span> ${escape(headline(document))}</p></div>`,
    about(document),
    "</header><main>",
    steps(document),
    overview(checks),
    ...checks.filter(({ latency }) => latency).map(latency),
    phases(document),
    evidence(checks),
    "</main></body></html>",
    "",
  ].join("\n");
}

function about(document: RunDocument): string {
  const { id, trigger, startedAt, finishedAt } = document;
  const end = finishedAt ? ` to ${moment(finishedAt)}` : "";
  return (
    `<p class="soft">Run <code>${escape(id)}</code>, made by <code>${trigger}</code>, ` +
    `${moment(startedAt)}${end}.<br>${escape(machineLine(document))}.</p>`
  );
}

function moment(iso: string): string {
  const text = iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
  return `<time datetime="${escape(iso)}">${escape(text)}</time>`;
}

function mark(verdict: Verdict): string {
  const symbol = `<span aria-hidden="true">${symbols[verdict]}</span>`;
  return `<span class="mark ${verdict}">${symbol} ${verdict}</span>`;
}

function steps(document: RunDocument): string {
  const list = nextSteps(document).map(
    ({ check, verdict, reason, hint }) =>
      `<li>${mark(verdict)} <strong>${escape(check)}</strong>: ${escape(reason)}.<br>` +
      `<span class="soft">${escape(hint)}</span></li>`,
  );
  if (list.length === 0) return "";
  return `<section><h2>What to do next</h2><ol class="steps">${list.join("\n")}</ol></section>`;
}

function table(head: readonly string[], rows: readonly string[], caption: string): string {
  const cells = head.map((cell) => `<th scope="col">${cell}</th>`).join("");
  return (
    `<div class="wide"><table aria-label="${escape(caption)}"><thead><tr>${cells}</tr></thead>` +
    `<tbody>${rows.join("\n")}</tbody></table></div>`
  );
}

function overview(checks: readonly CheckResult[]): string {
  const rows = checks.map((check) => {
    const { name, verdict, durationSeconds, measuredIn, reason } = check;
    const when = measuredIn
      ? `in run <code>${escape(measuredIn)}</code>, unchanged since`
      : seconds(durationSeconds);
    return (
      `<tr><th scope="row">${escape(name)}</th><td>${mark(verdict)}</td>` +
      `<td${measuredIn ? "" : ' class="when"'}>${when}</td><td>${escape(reason)}</td></tr>`
    );
  });
  const content = table(["Check", "Verdict", "Took", "Found"], rows, "Checks");
  return `<section><h2>Checks</h2>${content}</section>`;
}

function latency(check: CheckResult): string {
  const { name, grade, baseline, load } = check;
  const { count, mean, median, p95, p99, max, standardDeviation } = check.latency!;
  const figures = [
    ...(grade ? [["Grade", grade]] : []),
    ["Median", milliseconds(median)],
    ["P95", milliseconds(p95)],
    ["P99", milliseconds(p99)],
    ["Max", milliseconds(max)],
    ["Mean", milliseconds(mean)],
    ["Std. deviation", milliseconds(standardDeviation)],
    ["Requests", String(count)],
  ].map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`);
  const asked = load
    ? `<p class="soft">${escape(load.script)}, ${load.ratePerSecond} iterations a second, ` +
      `started whatever the service answers, for ${seconds(load.durationSeconds)}.</p>`
    : "";
  const compared = baseline
    ? `<p>Baseline: <strong>${escape(baseline.verdict)}</strong> (${escape(baseline.reason)}).</p>`
    : "";
  const invalid =
    check.verdict === "error"
      ? `<p class="mark error">These figures are not valid: ${escape(check.reason)}.</p>`
      : "";
  return (
    `<section><h2>Latency of ${escape(name)}</h2>${asked}${invalid}` +
    `<dl class="figures">${figures.join("")}</dl>${latencyPlot(check)}${points(check)}${compared}` +
    "</section>"
  );
}

/** The plot's numbers, for those who cannot see it. */
function points({ name, series }: CheckResult): string {
  if (!series?.points.length) return "";
  const number = (value: string | number) => `<td class="number">${value}</td>`;
  const rows = series.points.map(
    ({ atSeconds, requests, errors, p50, p95, p99 }) =>
      `<tr>${number(`${atSeconds} s`)}${number(requests)}${number(errors)}` +
      `${[p50, p95, p99].map((value) => number(milliseconds(value))).join("")}</tr>`,
  );
  const head = ["From", "Requests", "Errors", "P50", "P95", "P99"];
  const content = table(head, rows, `Latency of ${name} over time`);
  return `<details><summary>The plot as a table</summary>${content}</details>`;
}

function phases({ phases }: RunDocument): string {
  if (phases.length === 0) return "";
  const rows = phases.map(({ name, seconds: took, budgetSeconds: budget }) => {
    const over = budget !== undefined && took > budget;
    const share = budget ? Math.min(100, (took / budget) * 100) : 0;
    const bar = budget
      ? `<span class="bar ${over ? "fail" : "pass"}" aria-hidden="true">` +
        `<span style="width:${share.toFixed(0)}%"></span></span>${seconds(budget)}` +
        (over ? ` ${mark("warn")} over budget` : "")
      : "none";
    return (
      `<tr><th scope="row">${escape(name)}</th><td class="when">${seconds(took)}</td>` +
      `<td>${bar}</td></tr>`
    );
  });
  return `<section><h2>Time</h2>${table(["Phase", "Took", "Budget"], rows, "Phases")}</section>`;
}

function evidence(checks: readonly CheckResult[]): string {
  const blocks = checks
    .filter((check) => check.evidence.length)
    .map(({ name, verdict, evidence: facts }) => {
      const open = verdict === "pass" || verdict === "skip" ? "" : " open";
      const content = table(
        ["Evidence", "Verdict", "Value", "Remark"],
        facts.map(factRow),
        `Evidence of ${name}`,
      );
      const count = `${facts.length} ${facts.length === 1 ? "fact" : "facts"}`;
      return (
        `<details${open}><summary>${escape(name)} <span class="soft">${count}</span></summary>` +
        `${content}</details>`
      );
    });
  return blocks.length ? `<section><h2>Evidence</h2>${blocks.join("\n")}</section>` : "";
}

function factRow(fact: Evidence): string {
  return (
    `<tr><th scope="row">${escape(fact.name)}</th><td>${mark(fact.verdict)}</td>` +
    `<td>${escape(shown(fact))}</td><td>${escape(remark(fact))}</td></tr>`
  );
}
