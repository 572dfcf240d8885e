import { recordPhases } from "../../checks/index.ts";
import { clusterDown, clusterStatus } from "../../embedded/node/index.ts";
import { type Progress, UserError } from "../../embedded/progress.ts";
import type { Command, Given } from "../command.ts";
import { changeLine, follow, problems } from "../deploy.ts";
import { overBudget, phase, timed } from "../phases.ts";
import { exitCodes } from "../project.ts";
import type { PulumiEnvironment } from "../pulumi/environment.ts";
import { output } from "../pulumi/run.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { clearLocks, stateOf } from "../pulumi/stack.ts";
import { runsFolder } from "../runs.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const down: Command = {
  name: "down",
  summary: "take the environment down, and prove that nothing is left",
  usage: "[-s <stack>] [--keep-cluster] [--yes]",
  details:
    "Destroys what up declared and removes the stack; its settings and reports stay. An embedded\n" +
    "cluster is stopped and removed too, and mounts, control groups, namespaces, interfaces,\n" +
    "processes and firewall rules are searched for what may be left of it.",
  options: {
    stack: stackOption,
    "keep-cluster": { type: "boolean", description: "leave the embedded cluster running" },
    yes: { type: "boolean", description: "needed for a stack on a cluster of your own" },
  },
  examples: [
    ["npm run down", "the local stack and its cluster"],
    ["npm run down -- --keep-cluster", "the stack alone, to be quick at the next up"],
    ["npm run down -- -s staging --yes", "a stack on another cluster"],
  ],
  run: runDown,
};

async function runDown({ options }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  const { embedded } = await clusterSettings(stack);
  if (!embedded && !options.yes) {
    throw new UserError(
      `This would destroy all that the stack ${stack} has on a cluster that is yours.`,
      `If you mean it: \`npm run down -- -s ${stack} --yes\`.`,
    );
  }
  if (embedded && !options["keep-cluster"] && process.getuid?.() !== 0) {
    throw new UserError(
      `Stopping the cluster ${embedded} needs root.`,
      "Run the command as root, or let the cluster run: --keep-cluster.",
    );
  }
  const { result: gone, seconds } = await timed(async () => {
    const destroyed = await destroyStack(
      stack,
      embedded,
      Boolean(options["keep-cluster"]),
      progress,
    );
    if (embedded && !options["keep-cluster"]) await clusterDown(embedded, progress);
    return destroyed;
  });
  if (!gone) return exitCodes.broken;
  const cleanUp = phase("clean-up", seconds);
  await recordPhases(runsFolder, stack, [cleanUp]);
  for (const line of overBudget([cleanUp])) console.log(`Over budget: ${line}`);
  const cluster = embedded && !options["keep-cluster"] ? ` and the cluster ${embedded}` : "";
  console.log(`Nothing is left of the stack ${stack}${cluster}.`);
  return exitCodes.ok;
}

/** True if nothing of the stack is left, or will be once its embedded cluster is removed. */
async function destroyStack(
  stack: string,
  embedded: string | undefined,
  keepCluster: boolean,
  progress: Progress,
): Promise<boolean> {
  const { environment } = await openWorkspace(progress);
  const state = await stateOf(environment, stack);
  if (!state) return true;
  await clearLocks(environment, stack, progress);
  const alive = !embedded || (await clusterStatus(embedded)).state === "running";
  if (!alive) {
    const count = state.resources?.length ?? 0;
    progress.note(
      `The cluster ${embedded} does not run: the state of ${count} resources is dropped.`,
    );
    await removeStack(environment, stack);
    return true;
  }
  const names = { planning: "Plan", doing: "Destroy" };
  const args = ["destroy", "--yes", "--skip-preview", "-s", stack];
  const outcome = await follow(environment, args, names, progress);
  if (outcome.code === 0) {
    console.log(`Resources: ${changeLine(outcome)}`);
  } else {
    for (const problem of problems(outcome)) console.error(`✗ ${problem}`);
    if (!embedded || keepCluster) return false;
    progress.note("What could not be destroyed goes with its cluster.");
  }
  await removeStack(environment, stack);
  return true;
}

function removeStack(environment: PulumiEnvironment, stack: string): Promise<string> {
  const flags = ["--yes", "--force", "--preserve-config"];
  return output(environment, ["stack", "rm", ...flags, stack]);
}
