import { UserError } from "../embedded/progress.ts";
import type { Command } from "./command.ts";
import { manual, overview } from "./help.ts";
import { nearest } from "./nearest.ts";
import { exitCodes } from "./project.ts";
import { endWith, isHelp, runCommand } from "./run-command.ts";

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

async function main([name = "help", ...args]: string[]): Promise<number> {
  if (name === "help" || isHelp(name)) {
    const about = args.find((argument) => !isHelp(argument));
    const all = () => Promise.all(Object.values(commands).map((command) => command()));
    console.log(about ? manual(await load(about)) : overview(await all()));
    return exitCodes.ok;
  }
  return runCommand(await load(name), args);
}

await endWith(() => main(process.argv.slice(2)));
