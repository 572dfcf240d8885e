import { readFile, rm, stat } from "node:fs/promises";

import { parse } from "yaml";

import type { Progress } from "../../embedded/progress.ts";
import { inProject } from "../project.ts";
import { pathsOf, readState } from "../state/index.ts";
import type { PulumiEnvironment } from "./environment.ts";
import { lockedBy, locks, sortLocks } from "./locks.ts";
import { output } from "./run.ts";

/** Name of the project in Pulumi.yaml. */
export async function projectName(): Promise<string> {
  return parse(await readFile(inProject("Pulumi.yaml"), "utf8")).name;
}

/** The part of a stack's state that is read here. */
export interface State {
  resources?: { urn: string; protect?: boolean }[];
  pending_operations?: { type: string; resource: { urn: string } }[];
}

/** State of a stack, or undefined if there is no such stack. */
export async function stateOf(
  environment: PulumiEnvironment,
  stack: string,
): Promise<State | undefined> {
  const { stateFolder } = environment;
  if (stateFolder) {
    const id = { project: await projectName(), stack };
    await removeTorn(`${pathsOf(stateFolder, id).state}.attrs`);
    const found = await readState(stateFolder, id);
    return found && (found.stored.deployment ?? {});
  }
  const names = JSON.parse(await output(environment, ["stack", "ls", "--json"]));
  if (!names.some(({ name }: { name: string }) => name.split("/").at(-1) === stack))
    return undefined;
  return JSON.parse(await output(environment, ["stack", "export", "-s", stack])).deployment ?? {};
}

/** Pulumi reads nothing of a stack beside whose file a killed run left an empty one. */
export async function removeTorn(attributes: string): Promise<void> {
  const { size } = await stat(attributes).catch(() => ({ size: undefined }));
  if (size === 0) await rm(attributes, { force: true });
}

/** Clears the locks of dead processes; a live one's is an error that names it. */
export async function clearLocks(
  environment: PulumiEnvironment,
  stack: string,
  progress: Progress,
): Promise<void> {
  if (!environment.stateFolder) return;
  const found = await locks(environment.stateFolder, await projectName(), stack);
  const { stale, live } = await sortLocks(found);
  if (live[0]) throw lockedBy(stack, live[0]);
  if (stale.length === 0) return;
  await output(environment, ["cancel", "--yes", "-s", stack]);
  const pids = stale.map(({ pid }) => pid).join(", ");
  progress.note(`An earlier run (process ${pids}) was killed: its lock is cleared.`);
}

/** Makes the stack where there is none, and clears what a killed run left. */
export async function ensureStack(
  environment: PulumiEnvironment,
  stack: string,
  progress: Progress,
): Promise<void> {
  const state = await stateOf(environment, stack);
  if (!state) {
    await output(environment, ["stack", "init", stack]);
    return;
  }
  await clearLocks(environment, stack, progress);
  const pending = state.pending_operations ?? [];
  if (pending.length === 0) return;
  await progress.step("Refresh", async (report) => {
    report(`an earlier run was killed in the middle of ${pending.length} changes`);
    const flags = ["--yes", "--skip-preview", "--clear-pending-creates"];
    await output(environment, ["refresh", ...flags, "-s", stack]);
  });
}
