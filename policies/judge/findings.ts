import { judgeObject, judgeStack } from "../engine/evaluate.ts";
import type { Level, Outcome, Rule, Severity } from "../engine/rule.ts";
import { Stack } from "../engine/stack.ts";
import type { WaiverBook } from "../engine/waiver-book.ts";
import type { KubeObject } from "../lib/objects.ts";
import { rules as allRules } from "../rules.ts";
import { type Inputs, lineOf } from "./documents.ts";

export type Verdict = "fail" | "unknown" | "waived" | "error";

/** One thing a rule says about one object. */
export interface Finding {
  rule: string;
  controls: string[];
  severity: Severity;
  level: Level;
  verdict: Verdict;
  /** Absent for what concerns the run as a whole. */
  object?: { apiVersion: string; kind: string; namespace?: string; name: string };
  container?: string;
  field?: string;
  message: string;
  file?: string;
  line?: number;
  urn?: string;
  waiver?: { reason: string; owner: string; expires: string };
}

/** A rule with the level and the parameters that the configuration gives it. */
export interface ConfiguredRule {
  rule: Rule;
  level: Level;
  parameters: object;
}

/** Everything the rules have to say, in an order that does not depend on that of the inputs. */
export function findingsOf(
  rules: ConfiguredRule[],
  inputs: Inputs,
  waivers: WaiverBook,
): Finding[] {
  const stack = new Stack(inputs.objects);
  const findings = rules.flatMap((configured) => {
    waivers.remember(configured.rule, configured.parameters);
    const { outcomes, errors } = run(configured, stack);
    const told = outcomes.map((outcome) => findingOf(configured, outcome, inputs, waivers));
    return [...told, ...errors.map((error) => errorOf(configured, error))];
  });
  const known = rules.map(({ rule }) => rule);
  const stale = waivers.stale(stack, known, allRules).map(staleWaiver);
  return [...findings, ...stale]
    .map((finding) => ({ finding, key: keyOf(finding) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ finding }) => finding);
}

interface Thrown {
  message: string;
  object?: KubeObject;
}

/** A rule that throws has not judged: that is an error, never a pass. */
function run({ rule, parameters }: ConfiguredRule, stack: Stack) {
  const outcomes: Outcome[] = [];
  const errors: Thrown[] = [];
  const attempt = (judge: () => Outcome[], object?: KubeObject) => {
    try {
      outcomes.push(...judge());
    } catch (error) {
      const { message } = error as Error;
      errors.push(object ? { message, object } : { message });
    }
  };
  if (rule.scope === "stack") attempt(() => judgeStack(rule, stack, parameters));
  else {
    for (const object of stack.objects) {
      attempt(() => judgeObject(rule, object, parameters), object);
    }
  }
  return { outcomes, errors };
}

function findingOf(
  configured: ConfiguredRule,
  outcome: Outcome,
  inputs: Inputs,
  waivers: WaiverBook,
): Finding {
  const { rule } = configured;
  const { object, container, message } = outcome;
  const field = object.prefix + outcome.field;
  const waiver = waivers.covering(rule.id, outcome);
  const line = lineOf(inputs.lines.get(object), field);
  return {
    ...factsOf(configured),
    verdict: waiver ? "waived" : outcome.verdict,
    ...placeOf(object),
    ...(container === undefined ? {} : { container }),
    field,
    message,
    ...(line === undefined ? {} : { line }),
    ...(waiver
      ? { waiver: { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires } }
      : {}),
  };
}

function errorOf(configured: ConfiguredRule, { message, object }: Thrown): Finding {
  const place = object ? placeOf(object) : {};
  return { ...factsOf(configured), verdict: "error", ...place, message: `not judged: ${message}` };
}

const staleWaiver = (message: string): Finding => ({
  rule: "policies-waivers",
  controls: [],
  severity: "medium",
  level: "advisory",
  verdict: "fail",
  message,
});

const factsOf = ({ rule, level }: ConfiguredRule) => ({
  rule: rule.id,
  controls: rule.controls,
  severity: rule.severity,
  level,
});

function placeOf({ apiVersion, kind, namespace, name, source }: KubeObject) {
  const named = typeof name === "string" ? name : source.label;
  const within = typeof namespace === "string" ? { namespace } : {};
  return {
    object: { apiVersion, kind, ...within, name: named },
    ...(source.file === undefined ? {} : { file: source.file }),
    ...(source.urn === undefined ? {} : { urn: source.urn }),
  };
}

function keyOf({ object, file, urn, rule, field, container, message, line }: Finding) {
  const { kind, namespace, name } = object ?? {};
  return [kind, namespace, name, file, urn, rule, field, container, message, line];
}

type Key = (string | number | undefined)[];

function compare(a: Key, b: Key): number {
  for (const [index, left] of a.entries()) {
    const [one, other] = [left ?? "", b[index] ?? ""];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
