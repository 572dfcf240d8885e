import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { reports } from "../report/index.ts";
import type { RunDocument } from "./document.ts";

/** Sortable, and apart for runs of the same second. */
export function runId(now: Date): string {
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:]/g, "");
  return `${time}-${randomBytes(3).toString("hex")}`;
}

export function directoryOf(runs: string, { stack, id }: Pick<RunDocument, "stack" | "id">) {
  return join(runs, stack, id);
}

/** Writes the document and its reports; each file is there whole or not at all. */
export async function save(runs: string, document: RunDocument): Promise<void> {
  const directory = directoryOf(runs, document);
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(reports(document))) {
    const temporary = join(directory, `.${name}.${process.pid}`);
    await writeFile(temporary, text);
    await rename(temporary, join(directory, name));
  }
}

/** Documents of the stack, the newest first. What cannot be read is not a run. */
export async function runsOf(runs: string, stack: string, most = 20): Promise<RunDocument[]> {
  const names = await readdir(join(runs, stack)).catch(() => []);
  const documents: RunDocument[] = [];
  for (const name of names.sort().reverse()) {
    if (documents.length === most) break;
    const document = await read(join(runs, stack, name, "run.json"));
    if (document) documents.push(document);
  }
  return documents;
}

export async function latestRun(runs: string, stack: string): Promise<RunDocument | undefined> {
  return (await runsOf(runs, stack, 1))[0];
}

async function read(path: string): Promise<RunDocument | undefined> {
  try {
    const document = JSON.parse(await readFile(path, "utf8")) as RunDocument;
    return document.schemaVersion === "1" ? document : undefined;
  } catch {
    return undefined;
  }
}
