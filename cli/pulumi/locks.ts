import { readFile, readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { UserError } from "../../embedded/progress.ts";

/** Who holds the lock of a stack in a file backend. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/** Locks on a stack of the project in a backend of files. */
export async function locks(stateFolder: string, project: string, stack: string): Promise<Lock[]> {
  const folder = join(stateFolder, ".pulumi/locks/organization", project, stack);
  const files = await readdir(folder).catch(() => []);
  const found: Lock[] = [];
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    const text = await readFile(join(folder, file), "utf8").catch(() => "");
    found.push(lockIn(text));
  }
  return found;
}

/** A lock file that a killed process left half-written belongs to nobody alive. */
function lockIn(text: string): Lock {
  try {
    return JSON.parse(text);
  } catch {
    return { pid: 0, username: "", hostname: hostname(), timestamp: "" };
  }
}

/** Whether a process of this machine is a Pulumi that runs; a number may have a new owner. */
export async function runsPulumi(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  return name.startsWith("pulumi");
}

/** Splits locks into those whose owner is dead and those that have to be respected. */
export async function sortLocks(
  found: Lock[],
  alive: (pid: number) => Promise<boolean> = runsPulumi,
  here: string = hostname(),
): Promise<{ stale: Lock[]; live: Lock[] }> {
  const stale: Lock[] = [];
  const live: Lock[] = [];
  for (const lock of found) {
    const dead = lock.hostname === here && !(await alive(lock.pid));
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
