import type { Finding } from "../findings.ts";
import type { Judgement } from "./index.ts";
import { messageOf, placeOf, subjectOf } from "./wording.ts";

/** The report as JUnit: one suite, one case per rule and object that has something to say, and one per silent rule. */
export function junit({ findings, rules }: Judgement): string {
  const speaking = new Set(findings.map(({ rule }) => rule));
  const silent = rules.filter(({ id }) => !speaking.has(id));
  const cases = [
    ...findings.map(caseOf),
    ...silent.map(({ id }) => `    <testcase classname="${id}" name="every object" time="0"/>`),
  ];
  const count = (verdict: string) => findings.filter((f) => f.verdict === verdict).length;
  const skipped = count("waived") + count("unknown");
  const totals =
    `tests="${cases.length}" failures="${count("fail")}" ` +
    `errors="${count("error")}" skipped="${skipped}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="policies" tests="${cases.length}" failures="${count("fail")}" ` +
      `errors="${count("error")}" time="0">`,
    `  <testsuite name="policies" ${totals}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(finding: Finding): string {
  const { verdict, rule, severity } = finding;
  const name = escaped([subjectOf(finding), placeOf(finding)].filter(Boolean).join(", "));
  const message = escaped(messageOf(finding));
  const child = {
    fail: `<failure type="${severity}" message="${message}"/>`,
    error: `<error type="${severity}" message="${message}"/>`,
    unknown: `<skipped message="${message}"/>`,
    waived: `<skipped message="${message}"/>`,
  }[verdict];
  return `    <testcase classname="${rule}" name="${name}" time="0">${child}</testcase>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML knows no other control characters than tab and the ends of lines. */
const escaped = (text: string) =>
  text
    .replace(/[&<>"]/g, (character) => entities[character]!)
    .replace(/[\s\p{Cc}\p{Cs}\ufffe\uffff]+/gu, " ");
