import { parse } from "yaml";

import { type KubeObject, at, nameOf } from "../lib/objects.ts";
import type { Outcome } from "./rule.ts";

/** An exemption: data with a reason, an owner and an end. */
export interface Waiver {
  /** Id of the rule. */
  rule: string;
  /**
   * `Kind namespace/name`, in which * stands for any characters.
   * @default - every object
   */
  object?: string;
  /** @default - the whole object */
  container?: string;
  reason: string;
  /** Who answers for it. */
  owner: string;
  /** Last day on which it holds, as YYYY-MM-DD. */
  expires: string;
}

/** A waiver, where it is written, and whether it waived something. */
export interface HeldWaiver extends Waiver {
  origin: string;
  used: boolean;
}

/** A waiver that cannot be taken as one; its message says which and why. */
export class WaiverError extends Error {}

/** On an object: a list of waivers, which then need not name the object. */
export const waiverAnnotation = "shakedown.dev/waivers";

const required = ["rule", "reason", "owner", "expires"] as const;
const known = new Set<string>([...required, "object", "container"]);

/** Reads waivers out of YAML or JSON; throws a WaiverError that says which one lacks what. */
export function parseWaivers(text: string, origin: string): HeldWaiver[] {
  return checkWaivers(parsed(text, origin) ?? [], origin);
}

function parsed(text: string, origin: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [problem] = (error as Error).message.split("\n");
    throw new WaiverError(`${origin}: broken YAML: ${problem?.replace(/:$/, "")}`);
  }
}

/** Takes a list of waivers as data; throws a WaiverError that says which one lacks what. */
export function checkWaivers(list: unknown, origin: string): HeldWaiver[] {
  const entries = Array.isArray(list) ? list : at(list, "waivers");
  if (!Array.isArray(entries)) throw new WaiverError(`${origin}: a list of waivers is needed`);
  return entries.map((entry, index) => checked(entry, `${origin}: waiver ${index + 1}`, origin));
}

function checked(entry: Waiver, place: string, origin: string): HeldWaiver {
  const fail = (problem: string): never => {
    throw new WaiverError(`${place} ${problem}`);
  };
  if (entry === null || typeof entry !== "object") fail("is no map of rule, object and the rest");
  for (const key of required) {
    if (typeof entry[key] !== "string" || entry[key].trim() === "") fail(`lacks ${key}`);
  }
  if (!entry.object && !entry.container) fail("lacks object or container");
  const stray = Object.keys(entry).find((key) => !known.has(key));
  if (stray !== undefined) fail(`has "${stray}": it may hold ${[...known].join(", ")}`);
  if (!/^\d{4}-\d\d-\d\d$/.test(entry.expires) || Number.isNaN(Date.parse(entry.expires))) {
    fail(`has expires "${entry.expires}": a date as YYYY-MM-DD is needed`);
  }
  return { ...entry, origin: `${place}`.replace(`${origin}: `, `${origin}, `), used: false };
}

/** The waivers an object carries itself. */
export function waiversOn(object: KubeObject): HeldWaiver[] {
  const text = at(object.tree, "metadata", "annotations", waiverAnnotation);
  if (typeof text !== "string") return [];
  const name = nameOf(object);
  const own = parsed(text, `annotation of ${name}`);
  const named = Array.isArray(own) ? own.map((waiver) => ({ ...waiver, object: name })) : own;
  return checkWaivers(named, `annotation of ${name}`);
}

export function isExpired(waiver: Waiver, today: string): boolean {
  return waiver.expires < today;
}

/** The waiver in force that covers the outcome; marks it used. */
export function waive(
  ruleId: string,
  outcome: Outcome,
  waivers: HeldWaiver[],
  today: string,
): HeldWaiver | undefined {
  const name = nameOf(outcome.object);
  const found = waivers.find(
    (waiver) =>
      waiver.rule === ruleId &&
      !isExpired(waiver, today) &&
      (waiver.object === undefined || globOf(waiver.object).test(name)) &&
      (waiver.container === undefined || waiver.container === outcome.container),
  );
  if (found) found.used = true;
  return found;
}

function globOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
}

/** Today in UTC, as waivers write it. */
export const todayOf = (now: Date) => now.toISOString().slice(0, 10);
