import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";

import type { Deployment, StackId, Stored } from "./deployment.ts";
import { exists, pathsOf, readState, syncFolder, writeState } from "./files.ts";
import { type Entry, Replay } from "./replay.ts";

/** First line of a journal: what it was begun on. */
interface Head {
  /** Mark of the state that it changes. */
  base: string;
  /** Version of the CLI that writes it. */
  version: string;
}

/**
 * Log of an update under way: a line is on disk before the engine goes on, so that a killed run or
 * a loss of power forgets nothing. Costs one line per change, whatever the size of the state.
 */
export class Journal {
  readonly #handle: FileHandle;
  readonly #replay: Replay;
  /** Mark of the state that the update changes. */
  readonly #base: string;

  private constructor(handle: FileHandle, replay: Replay, base: string) {
    this.#handle = handle;
    this.#replay = replay;
    this.#base = base;
  }

  /** Begins the journal of an update to a stack that has a state. */
  static async begin(folder: string, id: StackId, version: string): Promise<Journal> {
    const { journal } = pathsOf(folder, id);
    if (await exists(journal)) await recover(folder, id);
    const base = (await readState(folder, id))!;
    await mkdir(dirname(journal), { recursive: true, mode: 0o700 });
    const handle = await open(journal, "w", 0o600);
    const head: Head = { base: base.mark, version };
    await handle.appendFile(`${JSON.stringify(head)}\n`);
    await handle.sync();
    await syncFolder(dirname(journal));
    return new Journal(handle, new Replay(asOf(base.stored.deployment, version)), base.mark);
  }

  /** Takes entries in for good. */
  async append(entries: Entry[]): Promise<void> {
    await this.#handle.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    await this.#handle.datasync();
    for (const entry of entries) this.#replay.add(entry);
  }

  /** Writes what the update left as the stack's state, and ends the journal. */
  async settle(folder: string, id: StackId): Promise<void> {
    await this.#handle.close();
    const now = await readState(folder, id);
    if (now?.mark !== this.#base) {
      throw new Error("the update was cancelled: another run has changed the stack's state since");
    }
    await replaceBy(folder, id, this.#replay.deployment());
  }
}

/** Settles the journal that a killed run left, if it left one. */
export async function recover(folder: string, id: StackId): Promise<void> {
  const { journal } = pathsOf(folder, id);
  const text = await readFile(journal, "utf8").catch(() => "");
  const lines = text.split("\n").slice(0, -1); // a line without an end was never confirmed
  const state = await readState(folder, id);
  const head: Head | undefined = lines[0] && JSON.parse(lines[0]);
  // A state that is not the base is the result: the run was killed while it tidied up.
  if (!head || state?.mark !== head.base) return rm(journal, { force: true });
  const replay = new Replay(asOf(state.stored.deployment, head.version));
  for (const line of lines.slice(1)) replay.add(JSON.parse(line));
  await replaceBy(folder, id, replay.deployment());
}

async function replaceBy(folder: string, id: StackId, stored: Stored): Promise<void> {
  await writeState(folder, id, stored);
  await rm(pathsOf(folder, id).journal, { force: true });
}

/** The state as a CLI of that version begins with it. */
function asOf(deployment: Deployment, version: string): Deployment {
  return { ...deployment, manifest: { ...deployment.manifest, version } };
}
