import { recordPhases } from "../../checks/index.ts";
import { type ClusterStatus, clusterDown, clusterStatus } from "../../embedded/node/index.ts";
import { type Progress, UserError } from "../../embedded/progress.ts";
import { type Command, type Given, commandLine } from "../command.ts";
import { changeLine, follow, problems } from "../deploy.ts";
import { overBudget, phase, timed } from "../phases.ts";
import { exitCodes } from "../project.ts";
import type { PulumiEnvironment } from "../pulumi/environment.ts";
import { output } from "../pulumi/run.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { type State, clearLocks, stateOf } from "../pulumi/stack.ts";
import { runsFolder } from "../runs.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const down: Command = {
  name: "down",
  summary: "take the environment down, and prove that nothing is left",
  usage: "[-s <stack>] [--keep-cluster] [--yes] [--delete-data]",
  details:
    "Destroys what up declared and removes the stack; its settings and reports stay. An embedded\n" +
    "cluster is stopped and removed too, and mounts, control groups, namespaces, interfaces,\n" +
    "processes and firewall rules are searched for what may be left of it. Data that the settings\n" +
    "protect, as they do on a cluster of your own, stays with all that it needs, and so does the\n" +
    "stack, until --delete-data says otherwise.",
  options: {
    stack: stackOption,
    "keep-cluster": { type: "boolean", description: "leave the embedded cluster running" },
    yes: { type: "boolean", description: "needed for a stack on a cluster of your own" },
    "delete-data": {
      type: "boolean",
      description: "destroy protected data too: it is gone for good",
    },
  },
  examples: [
    ["npm run down", "the local stack and its cluster"],
    ["npm run down -- --keep-cluster", "the stack alone, to be quick at the next up"],
    ["npm run down -- -s staging --yes", "a stack on another cluster, but not its database"],
    ["npm run down -- -s staging --yes --delete-data", "the same, and the database with its data"],
  ],
  run: runDown,
};

async function runDown({ options }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  const { embedded } = await clusterSettings(stack);
  if (!embedded && !options.yes) {
    throw new UserError(
      `This would destroy all that the stack ${stack} has on a cluster that is yours.`,
      `If you mean it: \`${commandLine("down", stack, "--yes")}\`.`,
    );
  }
  if (embedded && !options["keep-cluster"] && process.getuid?.() !== 0) {
    throw new UserError(
      `Stopping the cluster ${embedded} needs root.`,
      "Run the command as root, or let the cluster run: --keep-cluster.",
    );
  }
  const wishes = {
    embedded,
    keepCluster: Boolean(options["keep-cluster"]),
    deleteData: Boolean(options["delete-data"]),
  };
  const { result, seconds } = await timed(async () => {
    const end = await destroyStack(stack, wishes, progress);
    if (embedded && !wishes.keepCluster) await clusterDown(embedded, progress);
    return end;
  });
  if (result === "failed") return exitCodes.broken;
  const cleanUp = phase("clean-up", seconds);
  await recordPhases(runsFolder, stack, [cleanUp]);
  for (const line of overBudget([cleanUp])) console.log(`Over budget: ${line}`);
  if (result === "data kept") return exitCodes.ok;
  const cluster = embedded && !wishes.keepCluster ? ` and the cluster ${embedded}` : "";
  console.log(`Nothing is left of the stack ${stack}${cluster}.`);
  return exitCodes.ok;
}

interface Wishes {
  embedded?: string;
  keepCluster: boolean;
  deleteData: boolean;
}

/** What became of a stack; it is gone, too, when it will be with its embedded cluster. */
type End = "gone" | "data kept" | "failed";

async function destroyStack(stack: string, wishes: Wishes, progress: Progress): Promise<End> {
  const { embedded, keepCluster, deleteData } = wishes;
  const { environment } = await openWorkspace(progress);
  const state = await stateOf(environment, stack);
  if (!state) return "gone";
  await clearLocks(environment, stack, progress);
  const data = protectedData(state);
  const withCluster = embedded !== undefined && !keepCluster;
  if (data.length > 0 && withCluster && !deleteData) throw wouldLose(stack, data, embedded);
  if (embedded && forgotten(clusterStatus(embedded).state, { embedded, keepCluster }, stack)) {
    const count = state.resources?.length ?? 0;
    progress.note(
      `The cluster ${embedded} does not run: the state of ${count} resources is dropped.`,
    );
    await removeStack(environment, stack);
    return "gone";
  }
  const keeps = data.length > 0 && !deleteData;
  if (data.length > 0 && deleteData) {
    await output(environment, ["state", "unprotect", "--all", "--yes", "-s", stack]);
  }
  const flags = keeps ? ["--exclude-protected"] : [];
  if (!(await destroy(environment, stack, flags, progress))) {
    if (!withCluster) return "failed";
    progress.note("What could not be destroyed goes with its cluster.");
  }
  if (keeps) {
    console.log(kept(stack, data, embedded));
    return "data kept";
  }
  await removeStack(environment, stack);
  return "gone";
}

/** True if all was destroyed that `flags` don't leave out. */
async function destroy(
  environment: PulumiEnvironment,
  stack: string,
  flags: string[],
  progress: Progress,
): Promise<boolean> {
  const names = { planning: "Plan", doing: "Destroy" };
  const args = ["destroy", "--yes", "--skip-preview", "-s", stack, ...flags];
  const outcome = await follow(environment, args, names, progress);
  if (outcome.code === 0) {
    console.log(`Resources: ${changeLine(outcome)}`);
    return true;
  }
  for (const problem of problems(outcome)) console.error(`✗ ${problem}`);
  return false;
}

/**
 * Whether a stack's state may be dropped, because its objects went with its cluster or will. Those of
 * a stopped one that stays are on its disks: nobody would know them any more, or their passwords.
 */
export function forgotten(
  is: ClusterStatus["state"],
  { embedded, keepCluster }: { embedded: string; keepCluster: boolean },
  stack: string,
): boolean {
  if (is === "stopped" && keepCluster) {
    throw new UserError(
      `The cluster ${embedded} is stopped: nothing of the stack ${stack} can be taken down in it.`,
      `Start it with \`${commandLine("up", stack)}\`, ` +
        `or take it down, too: \`${commandLine("down", stack)}\`.`,
    );
  }
  return is !== "running";
}

/** What the settings protect, as the names of its resources. */
export function protectedData({ resources = [] }: State): string[] {
  return resources.filter(({ protect }) => protect).map(({ urn }) => urn.split("::").at(-1)!);
}

export function wouldLose(stack: string, data: string[], cluster: string): UserError {
  return new UserError(
    `With the cluster ${cluster} would go the data of ${data.join(", ")}, which is protected.`,
    `To take down all but the data: \`${commandLine("down", stack, "--keep-cluster")}\`. ` +
      `To delete the data for good: \`${commandLine("down", stack, "--delete-data")}\`.`,
  );
}

export function kept(stack: string, data: string[], embedded?: string): string {
  const flags = embedded ? ["--delete-data"] : ["--yes", "--delete-data"];
  return (
    `The data of ${data.join(", ")} was kept, with what it needs to run; \`${commandLine("up", stack)}\` takes it over.\n` +
    `To delete it for good: \`${commandLine("down", stack, ...flags)}\`.`
  );
}

function removeStack(environment: PulumiEnvironment, stack: string): Promise<string> {
  const flags = ["--yes", "--force", "--preserve-config"];
  return output(environment, ["stack", "rm", ...flags, stack]);
}
