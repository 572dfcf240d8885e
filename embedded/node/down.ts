import { rmSync, rmdirSync } from "node:fs";

import { exclusively, removeTree } from "../cache.ts";
import { run } from "../command.ts";
import { type Progress, UserError } from "../progress.ts";
import { cgroupOf, removeCgroups } from "./cgroups.ts";
import { type Leftover, leftovers, mountsBelow } from "./leftovers.ts";
import { removeLinks } from "./links.ts";
import { endProcesses } from "./node.ts";
import { checkName, clusterDir, readState, stateRoot } from "./state.ts";

/**
 * Ends cluster `name`, or what a killed run left of it, removes all of its data and proves that
 * nothing stays. Fine when there is none.
 */
export async function clusterDown(name: string, progress: Progress): Promise<void> {
  checkName(name);
  await progress.step(`Stop the cluster ${name}`, (report) =>
    exclusively(
      clusterDir(name),
      () => report("waiting for another run that changes it"),
      () => removeCluster(name, report),
    ),
  );
}

/** Ends and removes all of cluster `name`, whose lock is held; throws when something stays. */
export async function removeCluster(name: string, report: (detail: string) => void): Promise<void> {
  const state = readState(name);
  if (process.getuid?.() !== 0 && (await leftovers(name)).length > 0) {
    throw new UserError(`Stopping the cluster ${name} needs root.`, "Run the command as root.");
  }
  report("ending its processes");
  await endProcesses(cgroupOf(name));
  await removeLinks(name);
  removeCgroups(cgroupOf(name));
  for (const point of mountsBelow(clusterDir(name))) {
    await run("umount", ["--lazy", point]).catch(() => undefined); // what stays is named below
  }
  report("removing its data");
  await removeTree(clusterDir(name));
  if (state?.kubeconfig) rmSync(state.kubeconfig, { force: true });
  try {
    rmdirSync(stateRoot);
  } catch {
    // Other clusters are there, or none ever was.
  }
  const left = await leftovers(name);
  if (left.length > 0) throw leftoverError(name, left);
}

function leftoverError(name: string, left: Leftover[]): UserError {
  const list = left.map(({ kind, what }) => `${kind} ${what}`).join("; ");
  return new UserError(
    `The cluster ${name} is stopped, but this stays: ${list}.`,
    "End what holds it (a shell in a node, or a program that watches its files), then try again.",
  );
}
