import { parseArgs } from "node:util";

import type { Severity } from "../engine/rule.ts";
import { JudgeError } from "./errors.ts";

export const formats = ["text", "json", "sarif", "junit", "markdown", "openreports"] as const;
export type Format = (typeof formats)[number];

export interface Options {
  inputs: string[];
  /** What the inputs were before, to tell what a change gives whom. */
  before: string[];
  format: Format;
  output: string | undefined;
  config: string | undefined;
  waivers: string | undefined;
  /** Ids of controls or rules; none means all. */
  controls: string[];
  failOn: Severity | undefined;
}

export const usage = `npm run policy -- [options] <files, folders, or - for standard input>

Judges Kubernetes manifests (YAML or JSON), the output of "pulumi stack export", or that of
"pulumi preview --json". All inputs together are one stack.

  --format <${formats.join("|")}>   how to report (default text)
  --output <file>        where to write the report (default standard output)
  --config <file>        parameters and levels of rules, as for a policy pack
  --waivers <file>       waivers to hold to (default policies/waivers.yaml)
  --controls <id,...>    judge only these controls or rules
  --fail-on <severity>   exit 1 from this severity on (default: offences of mandatory rules)
  --before <file>        what was before: tell which accounts gain which rights

Exit code 0: clean, 1: findings, 2: could not judge.`;

/** From the least to the worst. */
export const severities: readonly string[] = ["low", "medium", "high", "critical"];

/** Reads the command line; throws a JudgeError that says what is wrong with it. */
export function readOptions(args: string[]): Options | "help" {
  const { values, positionals } = parsed(args);
  if (values.help || args.length === 0) return "help";
  const format = values.format ?? "text";
  if (!formats.includes(format as Format)) {
    throw new JudgeError(`--format is "${format}": use one of ${formats.join(", ")}`);
  }
  const failOn = values["fail-on"];
  if (failOn !== undefined && !severities.includes(failOn)) {
    throw new JudgeError(`--fail-on is "${failOn}": use one of ${severities.join(", ")}`);
  }
  if (positionals.length === 0) throw new JudgeError("nothing to judge: name a file or a folder");
  return {
    inputs: positionals,
    before: values.before ?? [],
    format: format as Format,
    output: values.output,
    config: values.config,
    waivers: values.waivers,
    controls: values.controls?.flatMap((ids) => ids.split(",")).filter(Boolean) ?? [],
    failOn: failOn as Severity | undefined,
  };
}

function parsed(args: string[]) {
  const text = { type: "string" } as const;
  const options = {
    ...{ format: text, output: text, config: text, waivers: text, "fail-on": text },
    controls: { type: "string", multiple: true },
    before: { type: "string", multiple: true },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new JudgeError(`${(error as Error).message.split(". ")[0]}: see --help`);
  }
}
