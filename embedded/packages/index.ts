import { existsSync, readFileSync, readdirSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { cached, cacheFolder, digest } from "../cache.ts";
import { CommandError, run } from "../command.ts";
import { type Progress, UserError } from "../progress.ts";
import { filesInZip } from "../toolchain/zip.ts";
import { type Package, type Recipe, packageFolder, recipes } from "./recipes.ts";

export { type Package, allPackages } from "./recipes.ts";

const pins = "requirements.txt";

/** Where packages are or would be in the cache; the names of the folders tell them apart. */
export function packageFolders<P extends Package>(packages: readonly P[]): Record<P, string> {
  return Object.fromEntries(packages.map((name) => [name, entryOf(name)])) as Record<P, string>;
}

/** The folder with each package's files, fetched from Python's index when it is not in the cache. */
export async function ensurePackages<P extends Package>(
  packages: readonly P[],
  progress: Progress,
): Promise<Record<P, string>> {
  for (const name of packages.filter((each) => !existsSync(entryOf(each)))) {
    await progress.step(`Fetch ${name}`, (report) =>
      cached(
        entryOf(name),
        (folder) => fetchPackage(name, folder, report),
        () => report("another run is fetching it"),
      ),
    );
  }
  return packageFolders(packages);
}

function entryOf(name: Package): string {
  const folder = packageFolder(name);
  const { files }: Recipe = recipes[name];
  const own = readdirSync(folder)
    .sort()
    .flatMap((file) => [file, readFileSync(join(folder, file))]);
  return join(cacheFolder(), "packages", `${name}-${digest([...own, files.toString()])}`);
}

async function fetchPackage(
  name: Package,
  folder: string,
  report: (detail: string) => void,
): Promise<void> {
  const own = packageFolder(name);
  const wheels = join(folder, "wheels");
  const kept = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-cache-dir"];
  const args = ["-m", "pip", "download", ...kept, "--progress-bar", "off", "--dest", wheels];
  const command = ["--disable-pip-version-check", "--requirement", join(own, pins)];
  await run("python3", [...args, ...command], { onLine: report }).catch((error: unknown) => {
    throw explained(name, error);
  });
  report("unpacking");
  const archives = await Promise.all(
    readdirSync(wheels).map((wheel) => readFile(join(wheels, wheel))),
  );
  const held = archives.flatMap((archive) => [...filesInZip(archive)]);
  for (const [path, content] of recipes[name].files(held)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  for (const file of readdirSync(own).filter((each) => each !== pins)) {
    await copyFile(join(own, file), join(folder, file));
  }
  await rm(wheels, { recursive: true });
}

/** What to do about packages that could not be fetched. */
export function explained(name: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const text = error.tail.join("\n");
  const cause = /^ERROR: (.*)$/m.exec(text)?.[1] ?? error.message;
  const remedy = remedies.find(([pattern]) => pattern.test(text))?.[1];
  return new UserError(
    `Fetching ${name} failed: ${cause}`,
    remedy ?? "Check with `python3 -m pip config list` which package index is used; try again.",
  );
}

const remedies: [RegExp, string][] = [
  [/No space left/i, "Free some disk space, then try again."],
  [
    /DO NOT MATCH THE HASHES|hashes are required/i,
    "The index served another package than the pinned one: use another index.",
  ],
  [
    /resolve|connection|timed out|refused|No matching distribution|ProxyError|SSLError/i,
    "Check that the Python package index can be reached (`python3 -m pip config list`); try again.",
  ],
];
