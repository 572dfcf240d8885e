import { execFile } from "node:child_process";
import { existsSync, statfsSync } from "node:fs";
import { homedir, totalmem } from "node:os";
import { promisify } from "node:util";

import { openAccess } from "../../checks/index.ts";
import { projectRoot } from "../project.ts";
import { type ClusterSettings, clusterSettings, stacks } from "../pulumi/stack-file.ts";
import type { Finding } from "./examine.ts";

const execute = promisify(execFile);
const gib = 2 ** 30;

/** First line a program prints, or undefined if it is not there. */
async function says(program: string, ...args: string[]): Promise<string | undefined> {
  return execute(program, args, { timeout: 10_000 }).then(
    ({ stdout, stderr }) => (stdout || stderr).trim().split("\n")[0],
    () => undefined,
  );
}

const node = (): Finding => ({ what: "Node.js", ok: true, found: process.version });

async function program(what: string, args: string[], remedy: string): Promise<Finding> {
  const found = await says(what, ...args);
  return { what, ok: found !== undefined, found: found ?? "not there", remedy };
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : "/");
  return (bavail * bsize) / gib;
}

/** Programs that `up` brings by itself where it can. */
async function installable(what: string, args: string[], canInstall: boolean): Promise<Finding> {
  const found = await says(what, ...args);
  const missing = canInstall ? "not there; up brings it" : "not there";
  const remedy = `Install ${what}.`;
  return { what, ok: found !== undefined || canInstall, found: found ?? missing, remedy };
}

/** What a cluster on this machine needs. */
export async function embedded(): Promise<Finding[]> {
  const linux = process.platform === "linux" && process.arch === "x64";
  const root = process.getuid?.() === 0;
  const apt = await program("apt-get", ["--version"], "Use Debian 12 or later.");
  const disk = free("/var/lib");
  const memory = totalmem() / gib;
  return [
    node(),
    {
      what: "system",
      ok: linux,
      found: `${process.platform} ${process.arch}`,
      remedy: "The embedded cluster needs Linux on x64: use a virtual machine.",
    },
    { what: "root", ok: root, found: root ? "yes" : "no", remedy: "Run npm as root." },
    apt,
    await installable("mmdebstrap", ["--version"], root && apt.ok),
    await installable("go", ["version"], linux),
    {
      what: "disk",
      ok: disk >= 25,
      found: `${disk.toFixed(0)} GiB free in /var/lib`,
      remedy: "Free some space: 25 GiB are needed to build all and run a cluster.",
    },
    {
      what: "memory",
      ok: memory >= 3.5,
      found: `${memory.toFixed(0)} GiB`,
      remedy: "4 GiB are needed for one node, 8 GiB for three.",
    },
  ];
}

/** What a cluster of the user's needs: one that answers, in the settings of any stack. */
export async function kubeconfigs(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const stack of await stacks()) {
    const settings = await clusterSettings(stack);
    if (settings.embedded) continue;
    findings.push(await reach(stack, settings));
  }
  return [node(), await pulumi(), ...findings];
}

/** The CLI on PATH, or a Go to build it with, which `up` fetches on Linux. */
async function pulumi(): Promise<Finding> {
  const own = await says("pulumi", "version");
  const buildable = process.platform === "linux" || (await says("go", "version")) !== undefined;
  return {
    what: "pulumi",
    ok: own !== undefined || buildable,
    found: own ?? (buildable ? "not on PATH; up builds it" : "not there, and no Go to build it"),
    remedy: "Install the Pulumi CLI, or Go.",
  };
}

async function reach(stack: string, settings: ClusterSettings): Promise<Finding> {
  const what = `stack ${stack}`;
  const remedy = `Correct shakedown:cluster in Pulumi.${stack}.yaml, or the kubeconfig.`;
  const { kubeconfig, context } = settings;
  const signal = AbortSignal.timeout(5000);
  try {
    const path = kubeconfig?.replace(/^~(?=\/)/, homedir());
    const { server, send } = await openAccess({ kubeconfig: path, context });
    const { status, text } = await send({ path: "version", signal });
    if (status !== 200) throw new Error(`${server} answers ${status}: log in again`);
    return { what, ok: true, found: `${JSON.parse(text).gitVersion} at ${server}` };
  } catch (error) {
    const found = signal.aborted ? "no answer within 5 s" : (error as Error).message;
    return { what, ok: false, found: found.split("\n")[0]!, remedy };
  }
}

/** What work on the project needs. */
export async function development(): Promise<Finding[]> {
  const tsc = existsSync(`${projectRoot}/node_modules/typescript`);
  return [
    node(),
    await program("git", ["--version"], "Install git."),
    await program("npm", ["--version"], "Install npm."),
    {
      what: "packages",
      ok: tsc,
      found: tsc ? "with those for development" : "without those for development",
      remedy: "Run `npm ci` without --omit=dev.",
    },
  ];
}
