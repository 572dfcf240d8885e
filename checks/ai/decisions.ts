import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Evidence } from "../run/document.ts";
import { rounded } from "../statistics/rounded.ts";
import type { Decision } from "./probe/measured.ts";

/** An alert, and what is the right thing to do about it. */
export interface LabelledAlert {
  id: string;
  source: "prometheus" | "custom";
  text: string;
  action: string;
}

/** The labelled alerts, in an order in which any thirteen in a row need all actions. */
export function labelledAlerts(): { actions: Record<string, string>; alerts: LabelledAlert[] } {
  return JSON.parse(readFileSync(join(import.meta.dirname, "alerts.json"), "utf8"));
}

/** How often each action was decided on, by the action that was right; `""` is no action at all. */
export function confusion(
  alerts: readonly LabelledAlert[],
  decisions: readonly Decision[],
): Map<string, Map<string, number>> {
  const table = new Map<string, Map<string, number>>();
  for (const { id, action } of alerts) {
    const decided = decisions.find((each) => each.id === id)?.action ?? "";
    const row = table.get(action) ?? new Map<string, number>();
    row.set(decided, (row.get(decided) ?? 0) + 1);
    table.set(action, row);
  }
  return table;
}

/** The share of right decisions, held against what is required, and the table row by row. */
export function judgeDecisions(
  alerts: readonly LabelledAlert[],
  decisions: readonly Decision[],
  minAccuracy: number,
): Evidence[] {
  const table = confusion(alerts, decisions);
  const right = [...table].reduce((sum, [action, row]) => sum + (row.get(action) ?? 0), 0);
  const accuracy = rounded(right / alerts.length);
  const failed = decisions.filter(({ error }) => error);
  const chance = rounded(1 / table.size);
  const share: Evidence = {
    name: "right decisions",
    verdict: accuracy >= minAccuracy ? "pass" : "fail",
    value: accuracy,
    unit: "1",
    target: `>= ${minAccuracy} of ${alerts.length} alerts; chance is ${chance}`,
  };
  const given: Evidence = {
    name: "decisions given",
    verdict: failed.length === 0 ? "pass" : failed.length < alerts.length ? "warn" : "fail",
    value: alerts.length - failed.length,
    target: `${alerts.length}`,
    ...(failed[0] && { reason: `no decision on ${failed[0].id}: ${failed[0].error}` }),
  };
  return [share, given, ...[...table].map(([action, row]) => rowOf(action, row))];
}

/** A row tells; the share judges. */
function rowOf(action: string, row: Map<string, number>): Evidence {
  const counts = [...row].toSorted(([, a], [, b]) => b - a);
  const value = counts.map(([decided, count]) => `${decided || "none"} ${count}`).join(", ");
  return { name: `decided where ${action} is right`, verdict: "pass", value };
}
