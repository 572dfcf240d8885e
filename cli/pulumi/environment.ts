import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import { projectRoot } from "../project.ts";
import { type StateServer, newSalt, serveState } from "../state/index.ts";

/** The project's Pulumi: the CLI, and the environment that it runs in. */
export interface PulumiEnvironment {
  /** Path of the CLI. */
  pulumi: string;
  env: NodeJS.ProcessEnv;
  /** State lies in files of this folder; undefined with a backend of the user's. */
  stateFolder?: string;
  /** The passphrase is the project's own, not the user's. */
  ownPassphrase: boolean;
  /** The passphrase was made just now: nothing can have been encrypted with it. */
  newPassphrase: boolean;
  /** Keeps the state of the project's own stacks; undefined with a backend of the user's. */
  server?: StateServer;
}

/** Makes the passphrase at the first run; true if it was made. */
async function ensurePassphrase(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() !== "") {
    await chmod(file, 0o600);
    return false;
  }
  await writeFile(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  return true;
}

/**
 * Pulumi writes all that it does into a log in its home, which is a quarter of the CLI's work and
 * nobody reads, wherever it can make the folder. A file of that name keeps it from doing so.
 */
async function withoutDebugLogs(home: string): Promise<void> {
  const logs = join(home, "logs");
  if ((await stat(logs).catch(() => undefined))?.isFile()) return;
  await rm(logs, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await writeFile(logs, "Not a folder, so that Pulumi writes no debug logs: they are slow.\n");
}

/**
 * The environment of every Pulumi command of the project: a PULUMI_HOME of its own, state in
 * `.shakedown/state` and a passphrase made at the first run, each unless the user's environment
 * says otherwise.
 */
export async function pulumiEnvironment(
  pulumi: string,
  env: NodeJS.ProcessEnv = process.env,
  root: string = projectRoot,
): Promise<PulumiEnvironment> {
  const folder = join(root, ".shakedown");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const state = join(folder, "state");
  const home = join(folder, "pulumi");
  await withoutDebugLogs(home);
  const given = env.PULUMI_BACKEND_URL;

  const ownPassphrase =
    env.PULUMI_CONFIG_PASSPHRASE === undefined && env.PULUMI_CONFIG_PASSPHRASE_FILE === undefined;
  const passphrase = join(folder, "passphrase");
  const newPassphrase = ownPassphrase && (await ensurePassphrase(passphrase));

  const secret = ownPassphrase ? passphrase : env.PULUMI_CONFIG_PASSPHRASE_FILE;
  const salted = async () =>
    newSalt(env.PULUMI_CONFIG_PASSPHRASE ?? (await readFile(secret!, "utf8")).trim());
  const server = given ? undefined : await serveState(state, salted);

  return {
    pulumi,
    ownPassphrase,
    newPassphrase,
    server,
    stateFolder: given ? localFolder(given) : state,
    env: {
      ...env,
      PATH: [dirname(process.execPath), dirname(pulumi), env.PATH].join(delimiter),
      PULUMI_HOME: home,
      ...server?.env,
      ...(ownPassphrase && { PULUMI_CONFIG_PASSPHRASE_FILE: passphrase }),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The CLI is short-lived and small: collecting garbage less often saves a tenth of its work.
      GOGC: env.GOGC ?? "400",
      NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? join(folder, "compile-cache"),
    },
  };
}

/** Folder of a `file://` backend; undefined for any other. */
function localFolder(url: string): string | undefined {
  return /^file:\/\/\//.test(url) ? url.slice("file://".length).split("?")[0] : undefined;
}
