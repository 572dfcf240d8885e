import { spawn } from "node:child_process";
import { constants } from "node:fs";
import {
  access,
  mkdir,
  readFile,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Progress } from "../progress.ts";
import { packageVersion } from "./serve.ts";

/** A plugin of the Pulumi CLI that the project needs. */
export interface Plugin {
  kind: "language" | "resource";
  name: string;
  /** Without a leading `v`. */
  version: string;
}

/** Where the CLI will find a plugin. */
export interface InstalledPlugin extends Plugin {
  source: "on PATH" | "beside the CLI" | "installed" | "downloaded" | "stand-in";
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  home: string;
  now: number;
  /** Installs the official plugin into `pulumiHome`; false if it cannot be had. */
  download: (plugin: Plugin, pulumiHome: string, pulumi: string) => Promise<boolean>;
}

const folderOf = ({ kind, name, version }: Plugin) => `${kind}-${name}-v${version}`;
const fileOf = ({ kind, name }: Plugin) => `pulumi-${kind}-${name}`;
const mark = "# Stand-in of Shakedown: the official plugin could not be had.";
const day = 24 * 3600 * 1000;

/** The plugins the project needs, in the versions of its npm packages. */
export function neededPlugins(): Plugin[] {
  return [
    { kind: "language", name: "nodejs", version: packageVersion("@pulumi/pulumi") },
    { kind: "resource", name: "kubernetes", version: packageVersion("@pulumi/kubernetes") },
    { kind: "resource", name: "random", version: packageVersion("@pulumi/random") },
  ];
}

/** The executable that starts a stand-in with this Node.js. */
export function wrapper({ kind, name }: Plugin): string {
  const folder = kind === "language" ? `${kind}-${name}` : name;
  const script = fileURLToPath(new URL(`${folder}/main.ts`, import.meta.url));
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const node = `${quoted(process.execPath)} --disable-warning=ExperimentalWarning`;
  return `#!/bin/sh\n${mark}\nexec ${node} ${quoted(script)} "$@"\n`;
}

async function executable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function onPath(file: string, path = ""): Promise<boolean> {
  const found = await Promise.all(
    path.split(delimiter).map((folder) => folder !== "" && executable(join(folder, file))),
  );
  return found.includes(true);
}

/** What lies in the plugin's folder of this PULUMI_HOME. */
async function present(plugin: Plugin, pulumiHome: string) {
  const file = join(pulumiHome, "plugins", folderOf(plugin), fileOf(plugin));
  const content = await readFile(file, "latin1").catch(() => undefined);
  if (content === undefined) return "nothing";
  if (!content.startsWith(`#!/bin/sh\n${mark}`)) return "official";
  return content === wrapper(plugin) ? "stand-in" : "old stand-in";
}

/** Takes over the official plugin of another PULUMI_HOME, file by file: the CLI reads no links. */
async function borrow(plugin: Plugin, from: string, pulumiHome: string): Promise<void> {
  const source = join(from, "plugins", folderOf(plugin));
  const target = await emptyPlace(plugin, pulumiHome);
  for (const file of await readdir(source)) await symlink(join(source, file), join(target, file));
}

async function standIn(plugin: Plugin, pulumiHome: string): Promise<void> {
  const folder = await emptyPlace(plugin, pulumiHome);
  await writeFile(join(folder, fileOf(plugin)), wrapper(plugin), { mode: 0o755 });
}

/** Puts a program in the place of a plugin in this PULUMI_HOME, whatever lies there. */
export async function placePlugin(name: string, file: string, pulumiHome: string): Promise<void> {
  const plugin = neededPlugins().find((needed) => needed.name === name)!;
  await symlink(file, join(await emptyPlace(plugin, pulumiHome), fileOf(plugin)));
}

/** The plugin's folder in this PULUMI_HOME, cleared. */
async function emptyPlace(plugin: Plugin, pulumiHome: string): Promise<string> {
  const folder = join(pulumiHome, "plugins", folderOf(plugin));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Asks the CLI for the official plugin, if its download answers within five seconds. */
async function download(plugin: Plugin, pulumiHome: string, pulumi: string): Promise<boolean> {
  const { kind, name, version } = plugin;
  const archive = `pulumi-${kind}-${name}-v${version}-linux-amd64.tar.gz`;
  const reachable = await fetch(`https://get.pulumi.com/releases/plugins/${archive}`, {
    method: "HEAD",
    signal: AbortSignal.timeout(5000),
  }).then(
    (response) => response.ok,
    () => false,
  );
  if (!reachable) return false;
  await rm(join(pulumiHome, "plugins", folderOf(plugin)), { recursive: true, force: true });
  const child = spawn(pulumi, ["plugin", "install", kind, name, version], {
    env: { ...process.env, PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: "ignore",
    timeout: 300_000,
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}

/** When the download of a plugin failed last, in milliseconds since 1970; kept for a day. */
async function failures(pulumiHome: string): Promise<Record<string, number>> {
  const text = await readFile(join(pulumiHome, "failed-downloads.json"), "utf8").catch(() => "{}");
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Where the CLI finds a plugin now; undefined if something is to be done for it. */
async function located(
  plugin: Plugin,
  pulumiHome: string,
  pulumi: string,
  { env, now }: Surroundings,
): Promise<InstalledPlugin["source"] | undefined> {
  if (await onPath(fileOf(plugin), env.PATH)) return "on PATH";
  const beside = join(dirname(await realpath(pulumi)), fileOf(plugin));
  if (plugin.kind === "language" && (await executable(beside))) return "beside the CLI";
  const found = await present(plugin, pulumiHome);
  if (found === "official") return "installed";
  const settled = !(await toDownload(plugin, pulumiHome, env, now));
  return found === "stand-in" && settled ? "stand-in" : undefined;
}

/** Whether the official plugin is worth asking for: the last try is not of today. */
async function toDownload(plugin: Plugin, pulumiHome: string, env: NodeJS.ProcessEnv, now: number) {
  if (plugin.kind === "language" || env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION) return false;
  const failed = (await failures(pulumiHome))[folderOf(plugin)] ?? 0;
  return !(now - failed < day);
}

async function install(
  plugin: Plugin,
  pulumiHome: string,
  pulumi: string,
  { env, now, download }: Surroundings,
): Promise<InstalledPlugin["source"]> {
  if (await toDownload(plugin, pulumiHome, env, now)) {
    if (await download(plugin, pulumiHome, pulumi)) return "downloaded";
    const noted = { ...(await failures(pulumiHome)), [folderOf(plugin)]: now };
    await writeFile(join(pulumiHome, "failed-downloads.json"), JSON.stringify(noted));
  }
  if ((await present(plugin, pulumiHome)) !== "stand-in") await standIn(plugin, pulumiHome);
  return "stand-in";
}

/** Takes over official plugins that the user has elsewhere. */
async function borrowAll(plugins: Plugin[], pulumiHome: string, { env, home }: Surroundings) {
  const homes = [env.PULUMI_HOME, join(home, ".pulumi")];
  for (const other of homes.filter((each) => each !== undefined && each !== pulumiHome)) {
    for (const plugin of plugins) {
      if ((await present(plugin, pulumiHome)) === "official") continue;
      if ((await present(plugin, other!)) === "official") await borrow(plugin, other!, pulumiHome);
    }
  }
}

/**
 * Makes the plugins that the project needs available to `pulumi` in `pulumiHome`: the official
 * ones where the machine has them or they can be downloaded, otherwise stand-ins of our own. A
 * failed download is tried again after a day.
 */
export async function installPlugins(
  pulumiHome: string,
  pulumi: string,
  progress: Progress,
  surroundings: Surroundings = { env: process.env, home: homedir(), now: Date.now(), download },
): Promise<InstalledPlugin[]> {
  await mkdir(pulumiHome, { recursive: true });
  const plugins = neededPlugins();
  await borrowAll(plugins, pulumiHome, surroundings);
  const result: InstalledPlugin[] = [];
  for (const plugin of plugins) {
    const name = `Pulumi plugin ${plugin.name} ${plugin.version}`;
    const source =
      (await located(plugin, pulumiHome, pulumi, surroundings)) ??
      (await progress.step(name, () => install(plugin, pulumiHome, pulumi, surroundings)));
    result.push({ ...plugin, source });
  }
  return result;
}
