import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const NAMESPACE = "shakedown-bench";
const STEPS = ["up", "no-op", "refresh", "destroy"] as const;
type Step = (typeof STEPS)[number];

export interface BenchEnvironment {
  /** Path of the Pulumi CLI. */
  pulumi: string;
  /** Environment of the CLI: PULUMI_HOME with its plugins, PATH with a Node.js. */
  env: NodeJS.ProcessEnv;
  /** Path of the cluster's kubeconfig. */
  kubeconfig: string;
  /** @default "kubectl" */
  kubectl?: string;
  /** Numbers of objects. @default [50, 200, 1000] */
  sizes?: number[];
  /** Told of each step before it begins. @default - nobody */
  report?: (line: string) => void;
}

/** Seconds that one number of objects took. */
export interface Measured {
  objects: number;
  pulumi: Record<Step, number>;
  kubectl: Record<Step, number>;
}

/**
 * Makes, looks at and deletes the same objects with Pulumi and with kubectl on the same cluster,
 * and leaves nothing behind.
 */
export async function benchPlugin(environment: BenchEnvironment): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), "shakedown-bench-"));
  const measured: Measured[] = [];
  try {
    const bench = new Bench(environment, folder);
    for (const objects of environment.sizes ?? [50, 200, 1000]) {
      measured.push(await bench.measure(objects));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return measured;
}

/** The figures as a Markdown table: seconds of Pulumi, of kubectl, and their ratio. */
export function table(measured: Measured[]): string {
  const head = ["objects", ...STEPS.map((step) => `${step}: pulumi / kubectl (ratio)`)];
  const rows = measured.map(({ objects, pulumi, kubectl }) => [
    `${objects}`,
    ...STEPS.map((step) => {
      const [ours, theirs] = [pulumi[step], kubectl[step]];
      return `${ours.toFixed(1)} s / ${theirs.toFixed(1)} s (${(ours / theirs).toFixed(1)})`;
    }),
  ]);
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

class Bench {
  private readonly environment: BenchEnvironment;
  private readonly folder: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(environment: BenchEnvironment, folder: string) {
    this.environment = environment;
    this.folder = folder;
    this.env = {
      ...environment.env,
      KUBECONFIG: environment.kubeconfig,
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    };
  }

  async measure(objects: number): Promise<Measured> {
    const project = await this.project(objects);
    const { report = () => {} } = this.environment;
    report(`${objects} objects with kubectl`);
    const kubectl = await this.withNamespace(() => this.kubectlTimes(objects));
    report(`${objects} objects with Pulumi`);
    const pulumi = await this.withNamespace(() => this.pulumiTimes(project));
    return { objects, pulumi, kubectl };
  }

  private async kubectlTimes(objects: number): Promise<Record<Step, number>> {
    const file = join(this.folder, `${objects}.json`);
    await writeFile(
      file,
      JSON.stringify({ apiVersion: "v1", kind: "List", items: items(objects) }),
    );
    const apply = () => this.kubectl("apply", "--server-side", "-f", file);
    return {
      up: await seconds(apply),
      "no-op": await seconds(apply),
      refresh: await seconds(() => this.kubectl("get", "-o", "json", "-f", file)),
      destroy: await seconds(() => this.kubectl("delete", "-f", file)),
    };
  }

  private async pulumiTimes(project: string): Promise<Record<Step, number>> {
    const up = () => this.pulumi(project, "up", "--skip-preview");
    await this.pulumi(project, "stack", "init", "bench");
    try {
      return {
        up: await seconds(up),
        "no-op": await seconds(up),
        refresh: await seconds(() => this.pulumi(project, "refresh", "--skip-preview")),
        destroy: await seconds(() => this.pulumi(project, "destroy", "--skip-preview")),
      };
    } finally {
      await this.pulumi(project, "stack", "rm", "bench", "--force");
    }
  }

  private async withNamespace<T>(work: () => Promise<T>): Promise<T> {
    await this.kubectl("create", "namespace", NAMESPACE);
    try {
      return await work();
    } finally {
      await this.kubectl("delete", "namespace", NAMESPACE);
    }
  }

  /** A project whose program declares the objects. */
  private async project(objects: number): Promise<string> {
    const project = join(this.folder, `project-${objects}`);
    await mkdir(project, { recursive: true });
    await mkdir(join(this.folder, "state"), { recursive: true });
    const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
    await symlink(modules, join(project, "node_modules"));
    const yaml = "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n";
    await writeFile(join(project, "Pulumi.yaml"), yaml);
    await writeFile(join(project, "package.json"), '{ "type": "module", "main": "index.js" }\n');
    await writeFile(join(project, "objects.json"), JSON.stringify(items(objects)));
    await writeFile(join(project, "index.js"), PROGRAM);
    return project;
  }

  private async pulumi(project: string, ...given: string[]): Promise<void> {
    const confirm = ["up", "refresh", "destroy", "stack"].includes(given[0]!);
    const accepts = confirm && given[1] !== "init" ? ["--yes"] : [];
    const args = [...given, ...accepts, "--non-interactive", "--cwd", project];
    await run(this.environment.pulumi, args, this.env);
  }

  private async kubectl(...args: string[]): Promise<void> {
    await run(this.environment.kubectl ?? "kubectl", args, this.env);
  }
}

const PROGRAM = `
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
const kinds = {
  ConfigMap: k8s.core.v1.ConfigMap,
  Secret: k8s.core.v1.Secret,
  ServiceAccount: k8s.core.v1.ServiceAccount,
  Role: k8s.rbac.v1.Role,
};
for (const object of JSON.parse(readFileSync(new URL("objects.json", import.meta.url)))) {
  new kinds[object.kind](object.metadata.name, object);
}
`;

/** Of ten objects six are ConfigMaps, two Secrets, one a ServiceAccount and one a Role. */
function items(count: number): object[] {
  return Array.from({ length: count }, (_, i) => {
    const metadata = { name: `object-${i}`, namespace: NAMESPACE, labels: { bench: "yes" } };
    const text = "x".repeat(200);
    if (i % 10 < 6) return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text } };
    if (i % 10 < 8) {
      const data = { text: Buffer.from(text).toString("base64") };
      return { apiVersion: "v1", kind: "Secret", metadata, data };
    }
    if (i % 10 === 8) return { apiVersion: "v1", kind: "ServiceAccount", metadata };
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
    return { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules };
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs a program; a failure says what it printed last. */
async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(command, args, { env, maxBuffer: 1 << 28 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n");
    throw new Error(`${command} ${args.join(" ")} failed:\n${said}`, { cause: error });
  }
}
