import { type RunDocument, exitCode, latestRun, recordPhases } from "../../checks/index.ts";
import type { Progress } from "../../embedded/progress.ts";
import { ensureCluster, prepareCluster } from "../cluster.ts";
import { type Command, type Given, commandLine } from "../command.ts";
import {
  type Outcome,
  adviceLine,
  changeLine,
  follow,
  policyFlags,
  problems,
  refusedByPolicy,
} from "../deploy.ts";
import { interrupted } from "../interrupt.ts";
import { overBudget, phase, timed } from "../phases.ts";
import { exitCodes } from "../project.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { ensureStack } from "../pulumi/stack.ts";
import { runsFolder, summary } from "../runs.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const up: Command = {
  name: "up",
  summary: "build the staging environment, prove it, and report",
  usage: "[-s <stack>]",
  details:
    "Starts the stack's embedded cluster if it has one, lets every policy judge the plan, declares\n" +
    "the environment, and runs the checks that have to pass. Nothing is written if a policy\n" +
    "refuses. A check that failed runs again at the next up; one whose subject has not changed\n" +
    "since it passed does not.",
  options: { stack: stackOption },
  examples: [
    ["npm run up", "everything, on a cluster on this machine"],
    ["npm run up -- -s staging", "the stack of Pulumi.staging.yaml, on its cluster"],
  ],
  run: runUp,
};

async function runUp({ options }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  const settings = await clusterSettings(stack);
  await prepareCluster(settings, progress);
  const { environment } = await openWorkspace(progress);
  const { seconds } = await timed(() => ensureCluster(settings, progress));
  await ensureStack(environment, stack, progress);

  const before = await latestRun(runsFolder, stack);
  const args = ["up", "--yes", "-s", stack, ...policyFlags()];
  const names = { planning: "Preview and policies", doing: "Deploy" };
  const outcome = await follow(environment, args, names, progress);
  const run = await latestRun(runsFolder, stack);
  const fresh = run && run.id !== before?.id;

  if (interrupted()) {
    const again = commandLine("up", stack);
    console.log(`\nInterrupted. What was done is in the state; \`${again}\` goes on from there.`);
    return exitCodes.interrupted;
  }
  const document = fresh
    ? await recordPhases(
        runsFolder,
        stack,
        phases(outcome, settings.embedded ? seconds : undefined),
      )
    : run;
  tell(stack, outcome, document, Boolean(fresh));
  return verdict(outcome, fresh ? document : undefined);
}

function phases({ deployment }: Outcome, setUp: number | undefined) {
  const workloads = phase("workloads", deployment.workloadSeconds);
  return setUp !== undefined ? [phase("cluster set-up", setUp), workloads] : [workloads];
}

function tell(
  stack: string,
  outcome: Outcome,
  document: RunDocument | undefined,
  fresh: boolean,
): void {
  for (const problem of problems(outcome)) console.error(`✗ ${problem}`);
  const advice = adviceLine(outcome);
  if (advice) console.error(`! ${advice}; \`${commandLine("preview", stack)}\` spells them out`);
  for (const warning of outcome.deployment.warnings) console.error(`! ${warning}`);
  if (!outcome.deployment.began && outcome.code !== 0) {
    console.log("\nNothing was changed.");
    return;
  }
  console.log(`\nResources: ${changeLine(outcome)}`);
  const lead = leadOf(outcome.code, fresh, document);
  if (lead) console.log(lead);
  if (!document || (!fresh && outcome.code !== 0)) return;
  console.log(`\n${summary(document)}`);
  for (const line of overBudget(document.phases)) console.log(`Over budget: ${line}`);
}

/** What stands before the results; a deployment that broke before its checks has none. */
export function leadOf(
  code: number,
  fresh: boolean,
  document?: Pick<RunDocument, "verdict">,
): string | undefined {
  if (fresh) return undefined;
  if (code !== 0) {
    return "No check ran: nothing is proved of what stands now. Once that is mended, run up again.";
  }
  return document?.verdict === "pass" || document?.verdict === "warn"
    ? "Nothing that was proved has changed; this was found before:"
    : "Nothing has changed since its checks passed; `npm run check`, run since then, found:";
}

/** A policy or the gate said no, or something broke. */
export function verdict(outcome: Outcome, document: RunDocument | undefined): number {
  if (refusedByPolicy(outcome)) return exitCodes.refused;
  if (outcome.code === 0) return exitCodes.ok;
  return document && exitCode(document) === exitCodes.refused
    ? exitCodes.refused
    : exitCodes.broken;
}
