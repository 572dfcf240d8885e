import { cp, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { removeTree } from "../cache.ts";
import { run } from "../command.ts";
import { runApart } from "../apart.ts";
import { bases } from "./bases.ts";
import { aptError, makeRoot } from "../debian.ts";
import type { Package } from "../packages/index.ts";
import { type Group, type Image, referencesOf, repository } from "./list.ts";

/** Where a build works, and what it takes from elsewhere. */
export interface Workshop {
  /** Root file system that buildah runs in. */
  root: string;
  /** Folder for everything that the build leaves behind. */
  work: string;
  /** Folders whose files an image finds in `bin/`. */
  binaries: (image: Image) => string[];
  /** Folder of each package. */
  packages: Partial<Record<Package, string>>;
  report: (detail: string) => void;
}

/** Folder of an image's Containerfile. */
export function imageFolder(name: string): string {
  return join(import.meta.dirname, name);
}

/** Builds the images of a group into one OCI archive, in which they share their layers. */
export async function buildGroup(
  group: Group,
  images: readonly Image[],
  archive: string,
  workshop: Workshop,
): Promise<void> {
  const { work, report } = workshop;
  await buildBase(group, workshop);
  const layout = join(work, "layout");
  for (const [index, image] of images.entries()) {
    const prefix = `${image.name} (${index + 1} of ${images.length})`;
    const reportOne = (line: string) => report(`${prefix} ${line}`);
    await buildImage(image, { ...workshop, report: reportOne });
  }
  const index = join(layout, "index.json");
  const named = withNames(JSON.parse(await readFile(index, "utf8")) as Index, images);
  await writeFile(index, JSON.stringify(named));
  report("writing the archive");
  await run("tar", ["--create", "--file", archive, "--directory", layout, "."]);
  await removeTree(work);
}

async function buildBase(group: Group, workshop: Workshop): Promise<void> {
  const { name, root } = bases[group];
  const context = join(workshop.work, "context", name);
  await mkdir(context, { recursive: true });
  await makeRoot(root, join(context, "rootfs.tar"), workshop.report);
  await writeFile(join(context, "Containerfile"), "FROM scratch\nADD rootfs.tar /\n");
  await buildah(buildArguments(`${repository}/${name}`, name), workshop);
}

async function buildImage(image: Image, workshop: Workshop): Promise<void> {
  const context = join(workshop.work, "context", image.name);
  await cp(imageFolder(image.name), context, { recursive: true });
  await mkdir(join(context, "bin"), { recursive: true });
  for (const file of workshop.binaries(image)) {
    const target = join(context, "bin", basename(file));
    await link(file, target).catch(() => cp(file, target));
  }
  for (const name of image.packages ?? []) {
    await mkdir(join(context, "packages"), { recursive: true });
    const links = ["--recursive", "--link"];
    await run("cp", [...links, workshop.packages[name]!, join(context, "packages", name)]);
  }
  const [first = ""] = referencesOf(image);
  await buildah(buildArguments(first, image.name), workshop);
  await buildah(["push", "--quiet", first, `oci:/work/layout:${first}`], workshop);
}

function buildArguments(reference: string, name: string): string[] {
  const shared = ["lists:/var/lib/apt/lists", "archives:/var/cache/apt/archives"];
  return [
    ...["build", "--isolation", "chroot", "--network", "host", "--pull=never", "--layers=false"],
    // Buildah would raise these limits, which not every root may.
    ...["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"],
    ...shared.flatMap((volume) => ["--volume", `/work/apt/${volume}`]),
    ...["--tag", reference, `/work/context/${name}`],
  ];
}

async function buildah(args: string[], { root, work, report }: Workshop): Promise<void> {
  for (const folder of ["lists/partial", "archives/partial"]) {
    await mkdir(join(work, "apt", folder), { recursive: true });
  }
  const script = join(import.meta.dirname, "in-root.sh");
  const command = ["sh", script, root, work, "buildah", ...args];
  await runApart(command, { onLine: report }).catch((error: unknown) => {
    throw aptError("Building an image failed", error);
  });
}

/** The part that is read of an OCI layout's index. */
export interface Index {
  manifests: { digest: string; annotations?: Record<string, string> }[];
}

/** Lists an image once under each of its names, in the annotation that containerd reads. */
export function withNames(index: Index, images: readonly Image[]): Index {
  const manifests = index.manifests.flatMap((manifest) => {
    const first = manifest.annotations?.["org.opencontainers.image.ref.name"] ?? "";
    const image = images.find((candidate) => referencesOf(candidate)[0] === first);
    return (image ? referencesOf(image) : []).map((reference) => ({
      ...manifest,
      annotations: {
        "io.containerd.image.name": reference,
        "org.opencontainers.image.ref.name": reference,
      },
    }));
  });
  return { ...index, manifests };
}
