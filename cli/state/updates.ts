import { randomUUID } from "node:crypto";

import type { StackId } from "./deployment.ts";
import { pathsOf } from "./files.ts";
import { type UpdateInfo, addToHistory, countUpdates } from "./history.ts";
import { Journal } from "./journal.ts";
import { lock, unlock } from "./lock.ts";
import type { Entry } from "./replay.ts";

/** What the CLI asks for when it begins an update. */
export interface Asked {
  kind: string;
  /** Changes nothing, so it is neither locked nor noted. */
  dryRun: boolean;
  message: string;
  environment: Record<string, string>;
}

interface Update extends Asked {
  id: StackId;
  /** Seconds since 1970. */
  startTime: number;
  journal?: Journal;
  changes: Record<string, number>;
}

/** The updates that the CLIs of one server have under way. */
export class Updates {
  readonly #folder: string;
  readonly #updates = new Map<string, Update>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Notes an update, and gives its name. */
  create(id: StackId, asked: Asked): string {
    const name = randomUUID();
    this.#updates.set(name, { ...asked, id, startTime: 0, changes: {} });
    return name;
  }

  /** Begins an update, and gives the version that the stack will have; throws where it is locked. */
  async start(name: string, cliVersion: string): Promise<number> {
    const update = this.#of(name);
    update.startTime = seconds();
    const version = await countUpdates(this.#folder, update.id);
    if (update.dryRun) return version;
    const { locks } = pathsOf(this.#folder, update.id);
    await lock(locks);
    try {
      update.journal = await Journal.begin(this.#folder, update.id, cliVersion);
    } catch (error) {
      await unlock(locks);
      throw error;
    }
    return version + 1;
  }

  async append(name: string, entries: Entry[]): Promise<void> {
    await this.#of(name).journal?.append(entries);
  }

  /** Keeps the counts of changes that the engine's summary gives. */
  note(name: string, changes: Record<string, number>): void {
    this.#of(name).changes = changes;
  }

  /** Ends an update: what it left is the stack's state. */
  async complete(name: string, result: string): Promise<void> {
    const { journal, id, kind, message, environment, startTime, changes } = this.#of(name);
    this.#updates.delete(name);
    if (!journal) return;
    await journal.settle(this.#folder, id);
    const info: UpdateInfo = {
      ...{ kind, message, environment, startTime, endTime: seconds(), result },
      ...{ config: {}, version: 0, resourceChanges: changes },
    };
    await addToHistory(this.#folder, id, info);
    await unlock(pathsOf(this.#folder, id).locks);
  }

  /** Ends what a CLI left open when it ended. */
  async settle(): Promise<void> {
    for (const name of [...this.#updates.keys()]) await this.complete(name, "failed");
  }

  #of(name: string): Update {
    const update = this.#updates.get(name);
    if (update) return update;
    throw new Error(`there is no update ${name} under way`);
  }
}

const seconds = () => Math.floor(Date.now() / 1000);
