import { readFileSync } from "node:fs";

import type { Level, Rule } from "../engine/rule.ts";
import type { WaiverBook } from "../engine/waiver-book.ts";
import { JudgeError } from "./errors.ts";
import type { ConfiguredRule } from "./findings.ts";

const levels = ["advisory", "mandatory", "disabled", "remediate"];

type Entry = string | Record<string, unknown>;

/** The rules with what a policy pack's configuration file says of them, without those disabled. */
export function configure(
  rules: readonly Rule[],
  file: string | undefined,
  waivers: WaiverBook,
): ConfiguredRule[] {
  const entries = file === undefined ? {} : readConfiguration(file);
  for (const id of Object.keys(entries)) {
    if (id !== "all" && id !== "policies-waivers" && !rules.some((rule) => rule.id === id)) {
      throw new JudgeError(`${file}: there is no rule "${id}"`);
    }
  }
  return rules.flatMap((rule) => {
    const { enforcementLevel: ofAll } = settingsOf(entries["all"], file);
    const own = settingsOf(entries[rule.id], file);
    const { enforcementLevel = ofAll ?? rule.level, waivers: given, ...parameters } = own;
    if (given !== undefined) waivers.addConfigured(rule.id, given);
    if (enforcementLevel === "disabled") return [];
    const level: Level = enforcementLevel === "advisory" ? "advisory" : "mandatory";
    return [{ rule, level, parameters }];
  });
}

function settingsOf(entry: Entry | undefined, file: string | undefined) {
  const settings = typeof entry === "string" ? { enforcementLevel: entry } : (entry ?? {});
  const { enforcementLevel } = settings;
  if (enforcementLevel !== undefined && !levels.includes(String(enforcementLevel))) {
    throw new JudgeError(
      `${file}: enforcementLevel is "${String(enforcementLevel)}": use ${levels.join(", ")}`,
    );
  }
  return settings as { enforcementLevel?: string; waivers?: unknown };
}

function readConfiguration(file: string): Record<string, Entry> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new JudgeError(`${file}: no configuration: ${(error as Error).message}`);
  }
}
