import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a program of Node.js is to be started: `runtime.options` of Pulumi.yaml. */
export interface RuntimeOptions {
  /** @default true - the program is started with ts-node */
  typescript?: boolean;
  tsconfig?: string;
  /** Arguments for Node.js itself, in a shell's words. */
  nodeargs?: string;
}

const running = new Set<ChildProcess>();
const lazily = fileURLToPath(new URL("lazily.ts", import.meta.url));

/** Starts Node.js with `args`; `stopAll` ends it. */
export function start(args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, ["--require", lazily, ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  return child;
}

/** Asks `child` to end, and ends it when it does not within five seconds. */
export function stop(child: ChildProcess): void {
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  child.on("close", () => clearTimeout(timer));
}

/** Asks every running program to end. */
export function stopAll(): void {
  running.forEach(stop);
}

/** Ends every running program at once. */
export function killAll(): void {
  running.forEach((child) => child.kill("SIGKILL"));
}

/** What the run-time options add to the environment and to the arguments of Node.js. */
export function runtime(options: RuntimeOptions): { env: Record<string, string>; args: string[] } {
  const env: Record<string, string> = {};
  if (options.typescript !== false) env.PULUMI_NODEJS_TYPESCRIPT = "true";
  if (options.tsconfig) env.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
  return { env, args: words(options.nodeargs ?? "") };
}

/** Splits as a shell does, as far as blanks and quotes go. */
export function words(line: string): string[] {
  const found = line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g);
  return [...found].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

/** File of a module of the Pulumi SDK, as the program in `directory` sees it. */
export function locate(module: string, directory: string): string {
  try {
    return createRequire(join(directory, "index.js")).resolve(module);
  } catch {
    throw new Error(`The Pulumi SDK is not installed in ${directory}: run npm ci there.`);
  }
}
