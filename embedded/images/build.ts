import { cp, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { removeTree } from "../cache.ts";
import { run } from "../command.ts";
import { bases } from "./bases.ts";
import { aptError, makeRoot } from "./debian.ts";
import { type Group, type Image, referencesOf, repository } from "./list.ts";

/** Where a build works, and what it takes from elsewhere. */
export interface Workshop {
  /** Root file system that buildah runs in. */
  root: string;
  /** Folder for everything that the build leaves behind. */
  work: string;
  /** Folders whose files an image finds in `bin/`. */
  binaries: (image: Image) => string[];
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
    const named = (line: string) =>
      report(`${image.name} (${index + 1} of ${images.length}) ${line}`);
    await buildImage(image, { ...workshop, report: named });
  }
  await nameForContainerd(join(layout, "index.json"));
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
  const references = referencesOf(image);
  const [first = ""] = references;
  await buildah(buildArguments(first, image.name), workshop);
  for (const reference of references) {
    const target = `oci:/work/layout:${reference}`;
    await buildah(["push", "--quiet", "--disable-compression", first, target], workshop);
  }
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
  const apart = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];
  const script = join(import.meta.dirname, "in-root.sh");
  const command = [...apart, "sh", script, root, work, "buildah", ...args];
  await run("unshare", command, { onLine: report }).catch((error: unknown) => {
    throw aptError("Building an image failed", error);
  });
}

interface Index {
  manifests: { annotations?: Record<string, string> }[];
}

/** containerd takes a whole reference only from an annotation of its own. */
async function nameForContainerd(file: string): Promise<void> {
  const index = JSON.parse(await readFile(file, "utf8")) as Index;
  for (const { annotations = {} } of index.manifests) {
    const reference = annotations["org.opencontainers.image.ref.name"];
    if (reference) annotations["io.containerd.image.name"] = reference;
  }
  await writeFile(file, JSON.stringify(index));
}
