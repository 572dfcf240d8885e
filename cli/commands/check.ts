import { type CheckPlan, exitCode, runAll } from "../../checks/index.ts";
import { interruptible } from "../interrupt.ts";
import { type Progress, UserError } from "../../embedded/progress.ts";
import { needRunning } from "../cluster.ts";
import type { Command, Given } from "../command.ts";
import { nearest } from "../nearest.ts";
import { outputsOf } from "../pulumi/outputs.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { summary } from "../runs.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const check: Command = {
  name: "check",
  summary: "run the checks again, without a deployment",
  usage: "[-s <stack>] [check ...]",
  details:
    "Runs the plan of checks that the last up left in the stack's outputs, all or those that are\n" +
    "named, writes a report, and exits with 0 if they passed, 1 if not, 2 if they could not run.",
  options: { stack: stackOption },
  positionals: "any",
  examples: [
    ["npm run check", "all checks of the local stack"],
    ["npm run check -- load", "the load alone"],
    ["npm run check -- -s staging health connectivity", "two checks of another stack"],
  ],
  run: runCheck,
};

async function runCheck({ options, positionals }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  const settings = await clusterSettings(stack);
  const { environment } = await openWorkspace(progress);
  const { checkPlan: plan } = await outputsOf(stack, environment);
  positionals.forEach((name) => known(name, plan));
  needRunning(settings, stack);
  const document = await progress.step(`Checks of ${stack}`, (report) =>
    // The checks end themselves at a signal, once what they made is removed.
    interruptible(
      () => {},
      () => runAll(plan, positionals, report),
    ),
  );
  console.log(`\n${summary(document)}`);
  return exitCode(document);
}

function known(name: string, { checks }: CheckPlan): void {
  const names = checks.map((each) => each.name);
  if (names.includes(name)) return;
  const like = nearest(name, names);
  throw new UserError(
    `There is no check "${name}".`,
    like ? `Did you mean ${like}?` : `The checks are ${names.join(", ")}.`,
  );
}
