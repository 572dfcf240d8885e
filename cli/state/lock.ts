import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";

import { syncFolder } from "./files.ts";

/** Who holds the lock of a stack: the words of Pulumi's file backend. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
  /** Of our own locks: when the process began, by which a later one of its number is known. */
  began?: string;
}

/** Name of our own lock among a stack's: there can be one of it. */
const own = "shakedown.json";

/** Somebody else holds the stack. */
export class Locked extends Error {
  readonly owner: Lock;

  constructor(owner: Lock) {
    const { pid, username, hostname: host, timestamp } = owner;
    super(
      `process ${pid} of ${username} on ${host} has been changing the stack since ${timestamp}`,
    );
    this.owner = owner;
  }
}

/** The locks in a stack's folder of locks, ours and those of Pulumi's file backend. */
export async function locksIn(folder: string): Promise<Lock[]> {
  const files = await readdir(folder).catch(() => []);
  return Promise.all(
    files
      .filter((name) => name.endsWith(".json"))
      .map(async (file) => lockOf(await readFile(join(folder, file), "utf8").catch(() => ""))),
  );
}

/** A file that a killed process left half-written belongs to nobody alive. */
function lockOf(text: string): Lock {
  try {
    return JSON.parse(text);
  } catch {
    return { pid: 0, username: "", hostname: hostname(), timestamp: "" };
  }
}

/** Whether the owner of a lock, on this machine, still runs; a number may have a new owner. */
export async function isRunning({ pid, began }: Lock): Promise<boolean> {
  if (pid === 0) return false;
  if (began) return (await startOf(pid)) === began;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  return name.startsWith("pulumi");
}

/** Start of a process in ticks since boot; empty where there is none of that number. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Takes the lock of a stack; throws `Locked` while anybody has one. */
export async function lock(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const mine: Lock = {
    pid: process.pid,
    username: userInfo().username,
    hostname: hostname(),
    timestamp: new Date().toISOString(),
    began: await startOf(process.pid),
  };
  const taken = await create(join(folder, own), JSON.stringify(mine));
  const held = await locksIn(folder);
  if (taken && held.length === 1) return;
  if (taken) await unlock(folder);
  throw new Locked(held.find(({ began }) => !taken || began === undefined) ?? mine);
}

/** Makes a file that appears with all its text at once; false where there is one already. */
async function create(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  const handle = await open(temporary, "wx", 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary);
  }
}

/** Gives back our lock. */
export async function unlock(folder: string): Promise<void> {
  await rm(join(folder, own), { force: true });
  await syncFolder(folder);
}

/** Takes every lock of a stack away, whoever has it. */
export async function breakAll(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Our lock on a stack, where a process of this machine holds it that is gone. */
export async function deadLock(folder: string): Promise<Lock | undefined> {
  const text = await readFile(join(folder, own), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const found = lockOf(text);
  return found.hostname === hostname() && !(await isRunning(found)) ? found : undefined;
}

/** Breaks the lock of a process that is gone; false where another run was faster. */
export async function breakLock(folder: string, dead: Lock): Promise<boolean> {
  const aside = join(folder, `${randomUUID()}.broken`);
  try {
    await rename(join(folder, own), aside);
  } catch {
    return false;
  }
  const moved = lockOf(await readFile(aside, "utf8"));
  const right = moved.pid === dead.pid && moved.timestamp === dead.timestamp;
  if (right) await rm(aside);
  else await rename(aside, join(folder, own)); // a live one, taken in between
  return right;
}
