import { type KubeObject, isKind, unknownKind } from "../lib/objects.ts";
import { type ObjectRule, type Outcome, Report, type Rule, withDefaults } from "./rule.ts";
import type { Stack } from "./stack.ts";

/** Parameters given for rules, by the rule's id. */
export type Configuration = Record<string, Record<string, unknown>>;

/** What `rule` says of one object. */
export function judgeObject(rule: ObjectRule, object: KubeObject, given: object = {}): Outcome[] {
  if (object.kind === unknownKind) return undecided([object]);
  if (rule.kinds && !(rule.kinds.includes(object.kind) && isKind(object, object.kind))) return [];
  const outcomes: Outcome[] = [];
  rule.decide(object, new Report(object, outcomes), withDefaults(rule, { ...given }));
  return settled(outcomes);
}

/** What `rule` says of a whole stack. */
export function judgeStack(rule: Rule, stack: Stack, given: object = {}): Outcome[] {
  if (rule.scope === "object") {
    return stack.objects.flatMap((object) => judgeObject(rule, object, given));
  }
  const outcomes = undecided(stack.objects.filter(({ kind }) => kind === unknownKind));
  const report = (object: KubeObject) => new Report(object, outcomes);
  rule.decide(stack, report, withDefaults(rule, { ...given }));
  return settled(outcomes);
}

/** No rule can tell whether it would judge what has no known kind. */
function undecided(objects: readonly KubeObject[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const object of objects) new Report(object, outcomes).unknown("kind");
  return outcomes;
}

/** An offence decides about its object: what else is unknown there no longer matters. */
function settled(outcomes: Outcome[]): Outcome[] {
  const failed = new Set(outcomes.filter((o) => o.verdict === "fail").map((o) => o.object));
  return outcomes.filter((o) => o.verdict === "fail" || !failed.has(o.object));
}
