import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Severity } from "../engine/rule.ts";
import { WaiverBook } from "../engine/waiver-book.ts";
import { WaiverError, parseWaivers } from "../engine/waivers.ts";
import { difference } from "../rbac/difference/index.ts";
import { rules } from "../rules.ts";
import { configure } from "./configuration.ts";
import { type Inputs, objectsOf } from "./documents.ts";
import { JudgeError } from "./errors.ts";
import { readInputs } from "./files.ts";
import { type Finding, findingsOf } from "./findings.ts";
import { type Options, readOptions, severities, usage } from "./options.ts";
import { type Judgement, render } from "./reports/index.ts";

const ownWaivers = fileURLToPath(new URL("../waivers.yaml", import.meta.url));

/** Judges manifests, a state or a preview; resolves to the exit code: 0 clean, 1 findings, 2 could not judge. */
export async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === "help") {
      console.log(usage);
      return args.length > 0 ? 0 : 2; // without a word there was nothing to judge
    }
    const judgement = judge(options);
    const report = render(options.format, judgement);
    if (options.output === undefined) process.stdout.write(report);
    else writeFileSync(options.output, report);
    return exitCode(judgement.findings, options.failOn);
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(error.message);
    return 2;
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof JudgeError ||
  error instanceof WaiverError ||
  (error instanceof Error && "code" in error);

/** Reads the inputs and holds all rules against them. */
export function judge(options: Options): Judgement {
  const inputs = read(options.inputs);
  const waivers = new WaiverBook(readWaivers(options.waivers));
  const chosen = chooseRules(options.controls);
  const configured = configure(chosen, options.config, waivers);
  const findings = findingsOf(configured, inputs, waivers);
  const before = options.before.length === 0 ? undefined : read(options.before).objects;
  return {
    findings,
    rules: configured.map(({ rule }) => rule),
    objects: inputs.objects.length,
    ignored: inputs.ignored,
    ...(before ? { rights: difference(before, inputs.objects) } : {}),
  };
}

function read(names: string[]): Inputs {
  const inputs: Inputs = { objects: [], lines: new Map(), ignored: 0 };
  for (const file of readInputs(names)) objectsOf(file, inputs);
  return inputs;
}

function readWaivers(file: string | undefined) {
  if (file === undefined && !existsSync(ownWaivers)) return [];
  const path = file ?? ownWaivers;
  try {
    return parseWaivers(readFileSync(path, "utf8"), file ?? "policies/waivers.yaml");
  } catch (error) {
    throw new JudgeError((error as Error).message);
  }
}

function chooseRules(controls: string[]) {
  if (controls.length === 0) return rules;
  for (const id of controls) {
    if (!rules.some((rule) => rule.id === id || rule.controls.includes(id))) {
      throw new JudgeError(`--controls names "${id}": there is no such control or rule`);
    }
  }
  return rules.filter((rule) => [rule.id, ...rule.controls].some((id) => controls.includes(id)));
}

function exitCode(findings: Finding[], failOn: Severity | undefined): number {
  if (findings.some(({ verdict }) => verdict === "error")) return 2;
  const counts = ({ verdict, level, severity }: Finding) =>
    verdict === "fail" &&
    (failOn === undefined
      ? level === "mandatory"
      : severities.indexOf(severity) >= severities.indexOf(failOn));
  return findings.some(counts) ? 1 : 0;
}
