import { hostname } from "node:os";

import { UserError } from "../../embedded/progress.ts";
import { type Lock, isRunning, locksIn, pathsOf } from "../state/index.ts";

/** Locks on a stack of the project in a folder of states. */
export function locks(stateFolder: string, project: string, stack: string): Promise<Lock[]> {
  return locksIn(pathsOf(stateFolder, { project, stack }).locks);
}

/** Splits locks into those whose owner is dead and those that have to be respected. */
export async function sortLocks(
  found: Lock[],
  alive: (lock: Lock) => Promise<boolean> = isRunning,
  here: string = hostname(),
): Promise<{ stale: Lock[]; live: Lock[] }> {
  const stale: Lock[] = [];
  const live: Lock[] = [];
  for (const lock of found) {
    const dead = lock.hostname === here && !(await alive(lock));
    (dead ? stale : live).push(lock);
  }
  return { stale, live };
}

/** Says who is at work on the stack, and since when. */
export function lockedBy(stack: string, { pid, username, hostname, timestamp }: Lock): UserError {
  return new UserError(
    `The stack ${stack} is being changed by process ${pid} of ${username} on ${hostname}, ` +
      `since ${timestamp}.`,
    "Wait for it to end. If it is gone for good, run `npm run pulumi -- cancel --yes " +
      `-s ${stack}\` and try again.`,
  );
}
