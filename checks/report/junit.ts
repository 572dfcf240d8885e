import type { CheckResult, Evidence, RunDocument, Verdict } from "../run/document.ts";
import { escape } from "./escape.ts";
import { remark, shown } from "./words.ts";

/** JUnit XML: a suite for each check, a case for its verdict and for each piece of evidence. */
export function junit(document: RunDocument): string {
  const suites = document.checks.map((check) => suite(check, document.stack));
  const all = casesOf(document.checks);
  const attributes = `name="${escape(document.stack)}" ${counts(all)} ${time(document.checks)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  name: string;
  verdict: Verdict;
  message: string;
  seconds: number;
}

function casesOf(checks: readonly CheckResult[]): Case[] {
  return checks.flatMap(({ name, verdict, reason, durationSeconds, evidence }) => [
    { name, verdict, message: reason, seconds: durationSeconds },
    ...evidence.map(fact),
  ]);
}

function fact(evidence: Evidence): Case {
  const message = [shown(evidence), remark(evidence)].filter(Boolean).join("; ");
  return { name: evidence.name, verdict: evidence.verdict, message, seconds: 0 };
}

function counts(cases: readonly Case[]): string {
  const of = (wanted: Verdict) => cases.filter(({ verdict }) => verdict === wanted).length;
  return (
    `tests="${cases.length}" failures="${of("fail")}" errors="${of("error")}" ` +
    `skipped="${of("skip")}"`
  );
}

function time(checks: readonly CheckResult[]): string {
  const seconds = checks.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return `time="${seconds.toFixed(3)}"`;
}

function suite(check: CheckResult, stack: string): string {
  const cases = casesOf([check]);
  const timestamp = check.startedAt.replace(/(\.\d+)?Z$/, "");
  const className = escape(`${stack}.${check.name}`);
  return [
    `  <testsuite name="${escape(check.name)}" ${counts(cases)} ${time([check])}` +
      ` timestamp="${timestamp}">`,
    ...cases.map((each) => testCase(each, className)),
    "  </testsuite>",
  ].join("\n");
}

function testCase({ name, verdict, message, seconds }: Case, className: string): string {
  const open =
    `    <testcase classname="${className}" name="${escape(name)}"` +
    ` time="${seconds.toFixed(3)}"`;
  if (verdict === "pass") return `${open}/>`;
  return `${open}>\n      ${outcome(verdict, escape(message))}\n    </testcase>`;
}

function outcome(verdict: Exclude<Verdict, "pass">, message: string): string {
  switch (verdict) {
    case "fail":
      return `<failure message="${message}" type="fail"/>`;
    case "error":
      return `<error message="${message}" type="error"/>`;
    case "skip":
      return `<skipped message="${message}"/>`;
    case "warn":
      return `<system-out>warning: ${message}</system-out>`;
  }
}
