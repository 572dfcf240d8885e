import { createHash } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { UserError } from "../../embedded/progress.ts";
import type { Stored, StackId } from "./deployment.ts";

/** Where a stack's files lie under a state folder: the places of Pulumi's own file backend. */
export const pathsOf = (folder: string, { project, stack }: StackId) => {
  const root = join(folder, ".pulumi");
  return {
    state: join(root, "stacks", project, `${stack}.json`),
    locks: join(root, "locks/organization", project, stack),
    history: join(root, "history", project, stack),
    /** The journal of an update under way: not Pulumi's, and gone when the update ends. */
    journal: join(root, "journals", project, `${stack}.jsonl`),
  };
};

/** The stacks of a state folder. */
export async function listStacks(folder: string): Promise<StackId[]> {
  const root = join(folder, ".pulumi/stacks");
  const projects = await readdir(root).catch(() => []);
  const found = await Promise.all(
    projects.map(async (project) => {
      const files = await readdir(join(root, project)).catch(() => []);
      const names = files.map((file) => /^(.+)\.json$/.exec(file)?.[1]);
      return names.filter((name) => name !== undefined).map((stack) => ({ project, stack }));
    }),
  );
  return found.flat();
}

/** The state of a stack and a mark of its text, or undefined where there is none. */
export async function readState(
  folder: string,
  id: StackId,
): Promise<{ stored: Stored; mark: string } | undefined> {
  const { state } = pathsOf(folder, id);
  const text = await readFile(state, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { version, features, checkpoint } = parsed(text, state);
  const stored = { version, ...(features && { features }), deployment: checkpoint.latest };
  return { stored, mark: createHash("sha256").update(text).digest("hex") };
}

function parsed(text: string, file: string) {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(
      `The state of the stack is damaged: ${file} is not JSON; ${file}.bak is the one before.`,
      `Look at ${file}.bak, and copy it back if it is whole.`,
    );
  }
}

/** Replaces the state of a stack at once and for good; the earlier one stays beside it as `.bak`. */
export async function writeState(folder: string, id: StackId, stored: Stored): Promise<void> {
  const { state } = pathsOf(folder, id);
  const { deployment: latest, ...schema } = stored;
  const checkpoint = { stack: `organization/${id.project}/${id.stack}`, latest };
  const earlier = await readFile(state).catch(() => undefined);
  if (earlier) await writeDurably(`${state}.bak`, earlier);
  await writeDurably(state, JSON.stringify({ ...schema, checkpoint }));
  await markAsPulumis(folder);
}

/** Pulumi's file backend reads a folder with projects only where this file says so. */
async function markAsPulumis(folder: string): Promise<void> {
  const meta = join(folder, ".pulumi/meta.yaml");
  if (!(await exists(meta))) await writeDurably(meta, "version: 1\n");
}

/** Forgets a stack; the last state stays as `.bak`. */
export async function removeState(folder: string, id: StackId): Promise<void> {
  const { state, history } = pathsOf(folder, id);
  await rename(state, `${state}.bak`);
  await rm(`${state}.attrs`, { force: true }); // Pulumi's file backend may have left it
  await rm(history, { recursive: true, force: true });
}

/** Writes a file so that after a loss of power there is the old one or the new one, whole. */
export async function writeDurably(file: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.new`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

/** Makes what was created, renamed or removed in a folder survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

export const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
