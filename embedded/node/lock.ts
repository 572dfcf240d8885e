import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { UserError } from "../progress.ts";

/** Who holds a lock; the start time tells a process from a later one with the same id. */
interface Holder {
  pid: number;
  started: string;
}

/** Runs `work` while no other process holds `file`; a dead process's lock is cleared. */
export async function withLock<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  const mine: Holder = { pid: process.pid, started: startTime(process.pid) ?? "" };
  while (!take(file, mine)) {
    const holder = holderOf(file);
    if (holder && startTime(holder.pid) === holder.started) {
      throw new UserError(
        `${what} is being changed by another run, process ${holder.pid}.`,
        "Wait until that run has ended, or end it, then try again.",
      );
    }
    clear(file);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Whether a living process holds the lock `file`. */
export function isHeld(file: string): boolean {
  const holder = holderOf(file);
  return holder !== undefined && startTime(holder.pid) === holder.started;
}

/** Linking a complete file into place is atomic: nobody sees a lock without its holder. */
function take(file: string, mine: Holder): boolean {
  const draft = `${file}.${mine.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Of two that clear the same stale lock only one can rename it; a fresh one is put back. */
function clear(file: string): void {
  const stale = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, stale);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (isHeld(stale)) linkSync(stale, file);
  rmSync(stale, { force: true });
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Clock ticks from boot to the start of process `pid`; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
