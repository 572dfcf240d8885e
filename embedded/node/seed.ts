import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { cacheFolder, cached, digest, removeTree } from "../cache.ts";
import { run } from "../command.ts";

/**
 * Puts the images of `archives` into the folder `target` of a containerd that never ran. They are
 * unpacked once per machine; each node gets links to the same files, so three nodes hold and cache
 * them once. A layer is never written to: what a container changes goes to a layer of its own.
 */
export async function plantImages(
  root: string,
  archives: string[],
  target: string,
  report: (detail: string) => void,
): Promise<void> {
  if (existsSync(target)) return;
  // Archives and root lie under a hash of what made them, so their paths say what they are.
  const entry = join(seedsFolder(), digest([root, ...archives.toSorted()]));
  const make = (folder: string) => {
    report("unpacking the images, once for all nodes and runs");
    dropOldSeeds();
    return unpack(root, archives, folder);
  };
  const waiting = () => report("waiting until the images are unpacked");
  const seed = join(await cached(entry, make, waiting), "seed");
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.partial`;
  await removeTree(draft);
  const linkable = statSync(seed).dev === statSync(dirname(target)).dev;
  await run("cp", ["--archive", ...(linkable ? ["--link"] : []), seed, draft]);
  await run("bash", ["-c", ownDatabases, "bash", seed, draft]);
  renameSync(draft, target);
}

const seedsFolder = () => join(cacheFolder(), "seeds");

/** Keeps the newest beside the one being made: each takes a gigabyte, and nodes keep their links. */
function dropOldSeeds(): void {
  const seeds = readdirSync(seedsFolder())
    .filter((name) => !name.endsWith(".partial"))
    .map((name) => join(seedsFolder(), name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const seed of seeds.slice(1)) rmSync(seed, { recursive: true, force: true });
}

/** Databases are written to, so each node needs its own copy. */
const ownDatabases = `
set -euo pipefail
cd "$1"
find . -maxdepth 3 -name '*.db' -type f | while read -r file; do
  rm "$2/$file"
  cp --preserve=mode "$file" "$2/$file"
done`;

async function unpack(root: string, archives: string[], folder: string): Promise<void> {
  const script = new URL("scripts/unpack.sh", import.meta.url).pathname;
  const own = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
  await run("unshare", [...own, script, ...archives], { env: { ROOT: root, WORK: folder } });
}
