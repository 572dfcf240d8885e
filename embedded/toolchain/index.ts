import { existsSync } from "node:fs";
import { mkdir, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

import { cached, cacheFolder } from "../cache.ts";
import { run } from "../command.ts";
import { type Progress, UserError } from "../progress.ts";
import { build, goModOf, toolDigest } from "./build.ts";
import { findGo, type Go } from "./go.ts";
import { allTools, type Recipe, recipes, type Tool } from "./recipes.ts";
import { goVersionOf, isAtLeast, versionIn } from "./version.ts";

export { allTools, type Tool } from "./recipes.ts";

/** Free space that building one tool takes on average, its sources and Go's cache included. */
const neededGiBPerTool = 1.5;

/** What every tool can be built with: one Go for all, whichever tools are asked for. */
const leastGo = allTools
  .map((tool) => goVersionOf(goModOf(tool)))
  .reduce((one, other) => (isAtLeast(one, other) ? one : other));

/**
 * The folder that holds each tool's binaries, built from pinned Go modules when they are not in the
 * cache. A fitting release on PATH is used instead where a tool allows that.
 */
export async function ensureTools<T extends Tool>(
  tools: readonly T[],
  progress: Progress,
): Promise<Record<T, string>> {
  const found = new Map<T, string>();
  for (const tool of tools) {
    const folder = await onPath(recipes[tool]);
    if (folder) found.set(tool, folder);
  }
  const rest = tools.filter((tool) => !found.has(tool));
  const built = await builtTools(rest, progress);
  return { ...built, ...(Object.fromEntries(found) as Record<T, string>) };
}

/** As `ensureTools`, but never from PATH: what runs in the cluster is what is pinned. */
export async function builtTools<T extends Tool>(
  tools: readonly T[],
  progress: Progress,
): Promise<Record<T, string>> {
  if (tools.length === 0) return {} as Record<T, string>;
  const go = await findGo(leastGo);
  const entries = tools.map((tool) => [tool, entryOf(tool, go)] as const);
  const missing = entries.filter(([, entry]) => !existsSync(entry));
  if (missing.length > 0) await checkSpace(missing.length * neededGiBPerTool);
  for (const [index, [tool, entry]] of missing.entries()) {
    const name = `Build ${tool} with ${go.version} (${index + 1} of ${missing.length})`;
    await progress.step(name, (report) =>
      cached(
        entry,
        (folder) => build(tool, go, folder, report),
        () => report("another run is building it"),
      ),
    );
  }
  return Object.fromEntries(entries) as Record<T, string>;
}

/** Where the tools are or would be in the cache; the names of the folders tell builds apart. */
export async function toolFolders<T extends Tool>(tools: readonly T[]): Promise<Record<T, string>> {
  const go = await findGo(leastGo);
  return Object.fromEntries(tools.map((tool) => [tool, entryOf(tool, go)])) as Record<T, string>;
}

function entryOf(tool: Tool, go: Go): string {
  return join(cacheFolder(), "toolchain", `${tool}-${toolDigest(tool, go.version)}`);
}

/** Folder of the tool's command on PATH when its version is accepted. */
async function onPath({ onPath }: Recipe): Promise<string | undefined> {
  if (!onPath) return undefined;
  const folder = (process.env["PATH"] ?? "")
    .split(":")
    .find((candidate) => existsSync(join(candidate, onPath.command)));
  if (!folder) return undefined;
  const command = join(folder, onPath.command);
  const version = versionIn(await run(command, onPath.versionArguments).catch(() => ""));
  return version && onPath.accepts(version) ? dirname(command) : undefined;
}

async function checkSpace(neededGiB: number): Promise<void> {
  const folder = cacheFolder();
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const freeGiB = (bavail * bsize) / 2 ** 30;
  if (freeGiB < neededGiB) {
    throw new UserError(
      `Building the tools takes ${neededGiB} GiB, and ${folder} has ${freeGiB.toFixed(1)} free.`,
      "Free some space, or set XDG_CACHE_HOME to a folder on a larger disk.",
    );
  }
}
