import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { cached, cacheFolder, digest } from "../cache.ts";
import type { Progress } from "../progress.ts";
import { ensurePackages, type Package, packageFolders } from "../packages/index.ts";
import { builtTools, type Tool, toolFolders } from "../toolchain/index.ts";
import { bases } from "./bases.ts";
import { rootFileSystemDigest } from "../debian.ts";
import { buildGroup, imageFolder } from "./build.ts";
import { type Group, type Image, images, referencesOf } from "./list.ts";
import { projectNode } from "./node.ts";
import { ensureRoot, rootDigest } from "./root.ts";

export { ensureHostPackages } from "./host.ts";
export { imageReference, images, referencesOf, repository } from "./list.ts";
export { ensureRoot } from "./root.ts";

/** An image of the embedded cluster. */
export interface BuiltImage {
  name: string;
  /** Such as `localhost/shakedown/nginx:1.26`. */
  reference: string;
  /** OCI archive that holds it; images of one group share theirs. */
  archive: string;
}

/** Makes what is missing of the images that an embedded cluster is given. */
export async function ensureImages(progress: Progress, withAi: boolean): Promise<BuiltImage[]> {
  const built: BuiltImage[] = [];
  for (const group of Object.keys(bases) as Group[]) {
    if (group === "ai" && !withAi) continue;
    const own = images.filter((image) => image.group === group);
    const archive = await ensureGroup(group, own, progress);
    built.push(...own.flatMap((image) => entriesOf(image, archive)));
  }
  return built;
}

function entriesOf(image: Image, archive: string): BuiltImage[] {
  const { name, names = [name] } = image;
  return referencesOf(image).map((reference, index) => ({
    name: names[index] ?? name,
    reference,
    archive,
  }));
}

async function ensureGroup(
  group: Group,
  own: readonly Image[],
  progress: Progress,
): Promise<string> {
  const tools = own.flatMap(({ tools = [] }) => tools);
  const packages = own.flatMap((image) => image.packages ?? []);
  const parts = { ...(await toolFolders(tools)), ...packageFolders(packages) };
  const entry = join(cacheFolder(), "images", `${group}-${groupDigest(group, own, parts)}`);
  const archive = join(entry, "images.tar");
  if (existsSync(entry)) return archive;
  const root = await ensureRoot(progress);
  const folders = await builtTools(tools, progress);
  const fetched = await ensurePackages(packages, progress);
  const binaries = ({ tools = [], node }: Image) => [
    ...tools.flatMap((tool) =>
      regularFiles(folders[tool]).map((file) => join(folders[tool], file)),
    ),
    ...(node ? [projectNode()] : []),
  ];
  const make = (report: (detail: string) => void) => (folder: string) =>
    buildGroup(group, own, join(folder, "images.tar"), {
      root,
      work: join(folder, "work"),
      binaries,
      packages: fetched,
      report,
    });
  await progress.step(`Build the ${group} images`, (report) =>
    cached(entry, make(report), () => report("another run is building them")),
  );
  return archive;
}

/** Tells apart archives that would come out different. */
export function groupDigest(
  group: Group,
  own: readonly Image[],
  folders: Partial<Record<Tool | Package, string>>,
): string {
  return digest([
    rootDigest,
    rootFileSystemDigest(bases[group].root),
    JSON.stringify(own),
    ...Object.entries(folders).flatMap(([tool, folder]) => [tool, basename(folder)]),
    ...own.flatMap(({ name }) =>
      regularFiles(imageFolder(name)).flatMap((file) => [
        `${name}/${file}`,
        readFileSync(join(imageFolder(name), file)),
      ]),
    ),
  ]);
}

function regularFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
