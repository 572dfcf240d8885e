import { UserError } from "../embedded/progress.ts";
import { type Command, parse } from "./command.ts";
import { manual, overview } from "./help.ts";
import { interrupted, listen } from "./interrupt.ts";
import { nearest } from "./nearest.ts";
import { exitCodes } from "./project.ts";
import { ScreenProgress } from "./progress.ts";
import { systemProblem } from "./system-problem.ts";

/** Commands by name, each loaded only when it is needed. */
const commands: Record<string, () => Promise<Command>> = {
  up: async () => (await import("./commands/up.ts")).up,
  preview: async () => (await import("./commands/preview.ts")).preview,
  check: async () => (await import("./commands/check.ts")).check,
  report: async () => (await import("./commands/report.ts")).report,
  down: async () => (await import("./commands/down.ts")).down,
  policy: async () => (await import("./commands/policy.ts")).policy,
  baseline: async () => (await import("./commands/baseline.ts")).baseline,
  rotate: async () => (await import("./commands/rotate.ts")).rotate,
  pulumi: async () => (await import("./commands/pulumi.ts")).pulumi,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  test: async () => (await import("./commands/test.ts")).test,
  bench: async () => (await import("./commands/bench.ts")).bench,
};

async function load(name: string): Promise<Command> {
  const found = commands[name];
  if (found) return found();
  const like = nearest(name, Object.keys(commands));
  const remedy = like ? `Did you mean ${like}?` : "See `npm run help` for the list of commands.";
  throw new UserError(`"${name}" is not a command.`, remedy);
}

const asksForHelp = (command: Command, args: string[]) =>
  command.verbatim ? args[0] === "--help" && args.length === 1 : args.some(isHelp);
const isHelp = (argument: string) => argument === "--help" || argument === "-h";

async function main([name = "help", ...args]: string[]): Promise<number> {
  if (name === "help" || isHelp(name)) {
    const about = args.find((argument) => !isHelp(argument));
    const all = () => Promise.all(Object.values(commands).map((command) => command()));
    console.log(about ? manual(await load(about)) : overview(await all()));
    return exitCodes.ok;
  }
  const command = await load(name);
  if (asksForHelp(command, args)) {
    console.log(manual(command));
    return exitCodes.ok;
  }
  const progress = new ScreenProgress(process.stderr, process.env);
  listen((line) => progress.note(line));
  const code = await command.run(parse(command, args), progress);
  return interrupted() ? exitCodes.interrupted : code;
}

function explain(error: unknown): void {
  if (error instanceof UserError) {
    console.error(`\n✗ ${error.message}\n  ${error.remedy}`);
    return;
  }
  const known = systemProblem(error as NodeJS.ErrnoException);
  if (known) {
    console.error(`\n✗ ${known.join("\n  ")}`);
    return;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const hint = "  This was not foreseen. With DEBUG=1 in the environment its origin is shown.";
  console.error(`\n✗ ${message}\n${process.env.DEBUG ? stack : hint}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!interrupted()) explain(error);
  process.exitCode = interrupted() ? exitCodes.interrupted : exitCodes.broken;
}
process.exit();
