import type { Progress } from "../../embedded/progress.ts";
import { needRunning } from "../cluster.ts";
import type { Command, Given } from "../command.ts";
import { changeLine, follow, policyFlags, problems, refusedByPolicy } from "../deploy.ts";
import { exitCodes } from "../project.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { ensureStack } from "../pulumi/stack.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const preview: Command = {
  name: "preview",
  summary: "show what up would change, and what the policies say",
  usage: "[-s <stack>]",
  details:
    "Runs the program without writing anything to the cluster, lets every policy judge the plan,\n" +
    "and lists the changes. Exits with 1 if a policy refuses.",
  options: { stack: stackOption },
  examples: [
    ["npm run preview", "what the next `npm run up` would do"],
    ["npm run preview -- -s staging", "the same for another stack, such as in a pull request"],
    ["npm run pulumi -- preview --diff -s local", "every field that would change"],
  ],
  run: runPreview,
};

async function runPreview({ options }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  needRunning(await clusterSettings(stack), stack);
  const { environment } = await openWorkspace(progress);
  await ensureStack(environment, stack, progress);
  const args = ["preview", "-s", stack, ...policyFlags()];
  const names = { planning: "Preview and policies", doing: "Preview" };
  const outcome = await follow(environment, args, names, progress, true);

  for (const problem of problems(outcome)) console.error(`✗ ${problem}`);
  for (const { message, policy, mandatory } of outcome.deployment.violations) {
    if (!mandatory) console.error(`! ${message} [${policy}]`);
  }
  for (const warning of outcome.deployment.warnings) console.error(`! ${warning}`);
  if (outcome.code === 0) console.log(`\nResources: ${changeLine(outcome, true)}`);
  if (refusedByPolicy(outcome)) return exitCodes.refused;
  return outcome.code === 0 ? exitCodes.ok : exitCodes.broken;
}
