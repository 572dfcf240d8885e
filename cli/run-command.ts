import { UserError } from "../embedded/progress.ts";
import { type Command, parse } from "./command.ts";
import { manual } from "./help.ts";
import { interrupted, listen } from "./interrupt.ts";
import { exitCodes } from "./project.ts";
import { ScreenProgress } from "./progress.ts";
import { systemProblem } from "./system-problem.ts";

/** Whether an argument asks for help. */
export const isHelp = (argument: string) => argument === "--help" || argument === "-h";

const asksForHelp = (command: Command, args: string[]) =>
  command.verbatim ? args[0] === "--help" && args.length === 1 : args.some(isHelp);

/** Runs a command with its arguments, or explains it where they ask for that; gives its exit code. */
export async function runCommand(command: Command, args: string[]): Promise<number> {
  if (asksForHelp(command, args)) {
    console.log(manual(command));
    return exitCodes.ok;
  }
  const progress = new ScreenProgress(process.stderr, process.env);
  listen((line) => progress.note(line));
  const code = await command.run(parse(command, args), progress);
  return interrupted() ? exitCodes.interrupted : code;
}

/** Ends the process with the exit code that `work` gives; what stopped it is told in a sentence. */
export async function endWith(work: () => Promise<number>): Promise<never> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!interrupted()) explain(error);
    process.exitCode = interrupted() ? exitCodes.interrupted : exitCodes.broken;
  }
  process.exit();
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
