import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A Pulumi to measure: a plugin in a PULUMI_HOME, and a backend of its state. */
export interface Contestant {
  name: string;
  /** Path of the CLI. */
  pulumi: string;
  /** Environment of the CLI: PULUMI_HOME, backend, passphrase, PATH with a Node.js. */
  env: NodeJS.ProcessEnv;
  /** Called whenever its CLI has ended. @default - nothing is left to do */
  settle?: () => Promise<void>;
}

/** Makes a project in `folder` whose program declares the objects. */
export async function writeProject(folder: string, objects: readonly object[]): Promise<void> {
  await writePackage(folder, {
    "Pulumi.yaml": `name: bench\n${runtime}`,
    "package.json": '{ "type": "module", "main": "index.js" }\n',
    "objects.json": JSON.stringify(objects),
    "index.js": PROGRAM,
  });
}

/** The line of a project or pack that is JavaScript as it stands. */
export const runtime = "runtime: { name: nodejs, options: { typescript: false } }\n";

/** Writes files, by name, into a new `folder` that has the project's own modules. */
export async function writePackage(folder: string, files: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
  await symlink(modules, join(folder, "node_modules"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

const PROGRAM = `
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
const kinds = {
  ConfigMap: k8s.core.v1.ConfigMap,
  Deployment: k8s.apps.v1.Deployment,
  NetworkPolicy: k8s.networking.v1.NetworkPolicy,
  Role: k8s.rbac.v1.Role,
  RoleBinding: k8s.rbac.v1.RoleBinding,
  Secret: k8s.core.v1.Secret,
  Service: k8s.core.v1.Service,
  ServiceAccount: k8s.core.v1.ServiceAccount,
};
for (const object of JSON.parse(readFileSync(new URL("objects.json", import.meta.url)))) {
  new kinds[object.kind](object.metadata.name, object);
}
`;

/** Runs the contestant's CLI in a project to its end. */
export async function runIn(
  { pulumi, env, settle }: Contestant,
  project: string,
  given: string[],
  more: NodeJS.ProcessEnv = {},
): Promise<void> {
  const args = [...given, "--non-interactive", "--cwd", project];
  await run(pulumi, args, { ...env, ...more });
  await settle?.();
}

/** How long `work` takes, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs a program; a failure says what it printed last. */
export async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(command, args, { env, maxBuffer: 1 << 28 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new Error(`${command} ${args.join(" ")} failed:\n${said}`, { cause: error });
  }
}
