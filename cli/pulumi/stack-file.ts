import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parse } from "yaml";

import { UserError } from "../../embedded/progress.ts";
import { nearest } from "../nearest.ts";
import { projectRoot } from "../project.ts";
import { withNumber } from "./edit-yaml.ts";
import type { PulumiEnvironment } from "./environment.ts";

/** What a stack's settings say about its cluster. */
export interface ClusterSettings {
  /** Name of the embedded cluster; undefined for a cluster of the user's. */
  embedded?: string;
  /** @default - as many as fit */
  nodes?: number;
  /** Whether the embedded cluster needs the images of AI serving. @default false */
  ai?: boolean;
  kubeconfig?: string;
  context?: string;
}

const fileOf = (stack: string) => `Pulumi.${stack}.yaml`;

/** The stacks that have a settings file. */
export async function stacks(root = projectRoot): Promise<string[]> {
  const files = await readdir(root);
  const names = files.map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

/** The cluster that a stack's settings file asks for. */
export async function clusterSettings(stack: string, root = projectRoot): Promise<ClusterSettings> {
  const text = await readFile(join(root, fileOf(stack)), "utf8").catch(() => undefined);
  if (text === undefined) {
    const known = await stacks(root);
    const like = nearest(stack, known);
    throw new UserError(
      `There is no stack "${stack}": ${fileOf(stack)} does not exist.`,
      like ? `Did you mean ${like}?` : `Copy one of ${known.map(fileOf).join(", ")} to start with.`,
    );
  }
  let settings;
  try {
    settings = parse(text);
  } catch (error) {
    throw new UserError(
      `${fileOf(stack)} is not YAML: ${(error as Error).message.split("\n")[0]}`,
      "Correct the line that is named.",
    );
  }
  const cluster = settings?.config?.["shakedown:cluster"] ?? {};
  if (typeof cluster !== "object") return {}; // the program says what is wrong with it
  refuseMistyped(stack, cluster);
  const { ollama, llm, services } = settings?.config?.["shakedown:ai"] ?? {};
  const ai = Boolean(ollama?.models?.length || llm?.endpoints?.length || services?.length);
  return { ...cluster, ...(ai && { ai }) };
}

/** Sets one number in a stack's settings file, at a path below `config:`; the rest stays as it is. */
export async function setSetting(
  stack: string,
  path: readonly string[],
  value: number,
  root = projectRoot,
): Promise<void> {
  const file = join(root, fileOf(stack));
  const text = withNumber(await readFile(file, "utf8"), ["config", ...path], value);
  const next = `${file}.${process.pid}`;
  await writeFile(next, text);
  await rename(next, file);
}

/** What the cluster is started by has to be right before the program looks at the settings. */
function refuseMistyped(stack: string, { embedded, nodes }: Record<string, unknown>): void {
  const at = `in ${fileOf(stack)}`;
  const whole = Number.isInteger(nodes) && Number(nodes) >= 1 && Number(nodes) <= 9;
  if (nodes !== undefined && !whole) {
    throw new UserError(
      `shakedown:cluster.nodes is ${JSON.stringify(nodes)}: a whole number from 1 to 9 is needed.`,
      `Correct it ${at}, or leave it out: what memory allows is taken then.`,
    );
  }
  if (embedded !== undefined && typeof embedded !== "string") {
    throw new UserError(
      `shakedown:cluster.embedded is ${JSON.stringify(embedded)}: the name of a cluster is needed.`,
      `Correct it ${at}, or leave it out to use a cluster of your own.`,
    );
  }
}

/** A settings file without the salt that Pulumi notes in it, if nothing in it needs the salt. */
export function withoutSalt(text: string): string {
  if (/^\s+(- )?secure:/m.test(text)) return text;
  return text.replace(/^encryptionsalt:.*\n?/m, "");
}

/**
 * Runs `work` and leaves the settings files without a salt that it brought. Pulumi makes one anew
 * when it needs one, and a committed salt would only fit the passphrase of one machine.
 */
export async function keepingSaltsOut<T>(
  { ownPassphrase, newPassphrase }: PulumiEnvironment,
  work: () => Promise<T>,
  root = projectRoot,
): Promise<T> {
  if (!ownPassphrase) return work();
  const files = (await stacks(root)).map((stack) => join(root, fileOf(stack)));
  const read = (file: string) => readFile(file, "utf8").catch(() => "");
  const before = new Map<string, string>();
  for (const file of files) before.set(file, await read(file));
  if (newPassphrase) await Promise.all([...before].map(([file, text]) => refuseOld(file, text)));
  try {
    return await work();
  } finally {
    for (const [file, old] of before) {
      const text = await read(file);
      const clean = withoutSalt(text);
      if (!/^encryptionsalt:/m.test(old) && clean !== text) await writeFile(file, clean);
    }
  }
}

/** A new passphrase opens nothing that an older one has locked. */
async function refuseOld(file: string, text: string): Promise<void> {
  const clean = withoutSalt(text);
  if (/^encryptionsalt:/m.test(clean)) {
    throw new UserError(
      `${file} holds secrets that another passphrase has locked.`,
      "Set PULUMI_CONFIG_PASSPHRASE_FILE to its file, or take the secrets out and set them again.",
    );
  }
  if (clean !== text) await writeFile(file, clean);
}
