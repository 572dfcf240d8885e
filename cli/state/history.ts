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

/** Every update of a stack, the latest first. */
export async function historyOf(folder: string, id: StackId): Promise<UpdateInfo[]> {
  const { history } = pathsOf(folder, id);
  const files = (await readdir(history).catch(() => [])).filter((name) =>
    name.endsWith(".history.json"),
  );
  const texts = await Promise.all(
    files
      .sort()
      .reverse()
      .map((name) => readFile(join(history, name), "utf8")),
  );
  return texts.map((text, index) => ({ ...JSON.parse(text), version: texts.length - index }));
}

export async function addToHistory(folder: string, id: StackId, update: UpdateInfo) {
  const nanoseconds = `${Date.now()}000000`; // the name that Pulumi's file backend would give it
  const { history } = pathsOf(folder, id);
  const file = join(history, `${id.stack}-${nanoseconds}.history.json`);
  await writeDurably(file, JSON.stringify(update));
}
