import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Contestant, run, runIn, seconds, writeProject } from "./project.ts";

const NAMESPACE = "shakedown-bench";
const STEPS = ["up", "no-op", "refresh", "destroy"] as const;
type Step = (typeof STEPS)[number];

export interface BenchEnvironment {
  contestants: Contestant[];
  /** Path of the cluster's kubeconfig. */
  kubeconfig: string;
  /** @default "kubectl" */
  kubectl?: string;
  /** Numbers of objects. @default [50, 200, 1000] */
  sizes?: number[];
  /** Told of each step before it begins. @default - nobody */
  report?: (line: string) => void;
}

type Times = Record<Step, number>;

/** Seconds that one number of objects took, of kubectl and of each contestant by its name. */
export interface Measured {
  objects: number;
  kubectl: Times;
  pulumi: Record<string, Times>;
}

/**
 * Makes, looks at and deletes the same objects with each Pulumi and with kubectl on the same
 * cluster, and leaves nothing behind.
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

/** The figures as a Markdown table: seconds, and in brackets the ratio to kubectl. */
export function table(measured: Measured[]): string {
  const rows = measured.flatMap(({ objects, kubectl, pulumi }) =>
    Object.entries({ kubectl, ...pulumi }).map(([name, times]) => [
      `${objects}`,
      name,
      ...STEPS.map((step) => {
        const ratio = (times[step] / kubectl[step]).toFixed(1);
        return `${times[step].toFixed(1)}${times === kubectl ? "" : ` (${ratio})`}`;
      }),
    ]),
  );
  const head = ["objects", "seconds of", ...STEPS];
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

class Bench {
  private readonly environment: BenchEnvironment;
  private readonly folder: string;

  constructor(environment: BenchEnvironment, folder: string) {
    this.environment = environment;
    this.folder = folder;
  }

  async measure(objects: number): Promise<Measured> {
    const project = join(this.folder, `project-${objects}`);
    await writeProject(project, items(objects));
    const { contestants, report = () => {} } = this.environment;
    report(`${objects} objects with kubectl`);
    const kubectl = await this.withNamespace(() => this.kubectlTimes(objects));
    const pulumi: Record<string, Times> = {};
    for (const contestant of contestants) {
      report(`${objects} objects with ${contestant.name}`);
      const times = () => this.pulumiTimes(contestant, project);
      pulumi[contestant.name] = await this.withNamespace(times);
    }
    return { objects, kubectl, pulumi };
  }

  private async kubectlTimes(objects: number): Promise<Times> {
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

  private async pulumiTimes(contestant: Contestant, project: string): Promise<Times> {
    const env = { KUBECONFIG: this.environment.kubeconfig };
    const pulumi = (...args: string[]) => runIn(contestant, project, args, env);
    const up = () => pulumi("up", "--yes", "--skip-preview");
    await pulumi("stack", "init", "bench");
    try {
      return {
        up: await seconds(up),
        "no-op": await seconds(up),
        refresh: await seconds(() => pulumi("refresh", "--yes", "--skip-preview")),
        destroy: await seconds(() => pulumi("destroy", "--yes", "--skip-preview")),
      };
    } finally {
      await pulumi("stack", "rm", "bench", "--yes", "--force");
      await rm(join(project, "Pulumi.bench.yaml"), { force: true });
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

  private async kubectl(...args: string[]): Promise<void> {
    const { kubectl = "kubectl", kubeconfig } = this.environment;
    await run(kubectl, args, { ...process.env, KUBECONFIG: kubeconfig });
  }
}

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
