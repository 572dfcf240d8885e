import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { StackId } from "./deployment.ts";
import { pathsOf, writeDurably } from "./files.ts";

/** An update that ended, as Pulumi's file backend and its API tell of it. */
export interface UpdateInfo {
  kind: string;
  /** Seconds since 1970, like `endTime`. */
  startTime: number;
  endTime: number;
  message: string;
  environment: Record<string, string>;
  config: Record<string, never>;
  version: number;
  result: string;
  resourceChanges: Record<string, number>;
}

/** Updates of a stack, the latest first: `count` of them, the first `from` left out. */
export async function historyOf(
  folder: string,
  id: StackId,
  from = 0,
  count = Infinity,
): Promise<UpdateInfo[]> {
  const files = await filesOf(folder, id);
  const { history } = pathsOf(folder, id);
  return Promise.all(
    files.slice(from, from + count).map(async (name, index) => {
      const text = await readFile(join(history, name), "utf8");
      return { ...JSON.parse(text), version: files.length - from - index };
    }),
  );
}

/** How many updates a stack has had. */
export async function countUpdates(folder: string, id: StackId): Promise<number> {
  return (await filesOf(folder, id)).length;
}

/** Names of the files of a history, the latest first. */
async function filesOf(folder: string, id: StackId): Promise<string[]> {
  const names = await readdir(pathsOf(folder, id).history).catch(() => []);
  return names
    .filter((name) => name.endsWith(".history.json"))
    .sort()
    .reverse();
}

export async function addToHistory(folder: string, id: StackId, update: UpdateInfo) {
  const nanoseconds = `${Date.now()}000000`; // the name that Pulumi's file backend would give it
  const { history } = pathsOf(folder, id);
  const file = join(history, `${id.stack}-${nanoseconds}.history.json`);
  await writeDurably(file, JSON.stringify(update));
}
