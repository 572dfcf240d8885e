import { parseArgs } from "node:util";

import { type Progress, UserError } from "../embedded/progress.ts";
import { nearest } from "./nearest.ts";

/** One option of a command. */
export interface Option {
  type: "string" | "boolean";
  short?: string;
  /** What the value is, such as `stack`. */
  value?: string;
  /** Values that are allowed. @default - any */
  oneOf?: readonly string[];
  /** Used when the option is not given. */
  default?: string | boolean;
  description: string;
}

export type Options = Record<string, Option>;

/** What the user asked a command to do. */
export interface Given {
  options: Record<string, string | boolean | undefined>;
  positionals: string[];
  /** The arguments as they came. */
  all: string[];
}

/** One command of the command line. */
export interface Command {
  name: string;
  /** What a user types before the arguments. @default - `npm run <name> --` */
  typed?: string;
  /** Half a sentence for the list of commands. */
  summary: string;
  /** What follows the name, such as `[-s <stack>]`. */
  usage: string;
  /** What it does, in one or two paragraphs. */
  details: string;
  options: Options;
  /** Words that may follow; "any" leaves them to the command. @default - none */
  positionals?: readonly string[] | "any";
  /** The arguments go on unread, options too. @default false */
  verbatim?: boolean;
  /** Command lines, each with what it is for. */
  examples: readonly (readonly [string, string])[];
  /** @returns the exit code */
  run: (given: Given, progress: Progress) => Promise<number>;
}

/** How the command is asked for, as a user types it: `local` is the stack where none is named. */
export function commandLine(name: string, stack: string, ...flags: string[]): string {
  const words = [...(stack === "local" ? [] : ["-s", stack]), ...flags];
  return [`npm run ${name}`, ...(words.length > 0 ? ["--", ...words] : [])].join(" ");
}

/** The options and words in `args`, or a UserError that says what is wrong with them. */
export function parse(command: Command, args: string[]): Given {
  if (command.verbatim) return { options: {}, positionals: args, all: args };
  const shapes = Object.entries(command.options).map(([name, { type, short }]) => [
    name,
    { type, ...(short && { short }) },
  ]);
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(shapes),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: Given["options"] = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [name, option.default]),
  );
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option") options[token.name] = valueOf(command, token);
    if (token.kind === "positional") positionals.push(allowed(command, token.value));
  }
  return { options, positionals, all: args };
}

/** What a user types before the arguments of `command`. */
export const typedAs = ({ name, typed = `npm run ${name} --` }: Command) => typed;

const seeHelp = (command: Command) => `See \`${typedAs(command)} --help\`.`;

function valueOf(command: Command, token: { name: string; rawName: string; value?: string }) {
  const option = command.options[token.name];
  const fail = (problem: string, remedy = seeHelp(command)) => {
    throw new UserError(problem, remedy);
  };
  if (!option) {
    const like = nearest(token.name, Object.keys(command.options));
    const remedy = like ? `Did you mean --${like}?` : seeHelp(command);
    return fail(`${token.rawName} is not an option of ${command.name}.`, remedy);
  }
  if (option.type === "boolean") {
    return token.value === undefined || fail(`${token.rawName} takes no value.`);
  }
  if (!token.value || token.value.startsWith("-")) {
    return fail(`${token.rawName} needs a value: <${option.value}>.`);
  }
  if (option.oneOf && !option.oneOf.includes(token.value)) {
    return fail(
      `${token.rawName} is "${token.value}": one of ${option.oneOf.join(", ")} is needed.`,
    );
  }
  return token.value;
}

function allowed(command: Command, word: string): string {
  const { positionals = [] } = command;
  if (positionals === "any" || positionals.includes(word)) return word;
  const like = nearest(word, positionals);
  // npm keeps a -s for itself that no -- comes before.
  const stack =
    "stack" in command.options &&
    `If it is a stack: \`${commandLine(command.name, word)}\`. ${seeHelp(command)}`;
  throw new UserError(
    `${command.name} does not know "${word}".`,
    like ? `Did you mean ${like}?` : stack || seeHelp(command),
  );
}
