import { randomBytes } from "node:crypto";

import { type Access, openAccess } from "../checks/cluster/access.ts";
import { poll, systemClock } from "../checks/cluster/clock.ts";
import {
  type ClusterSpec,
  clientPod,
  cluster,
  plainPod,
  settingsPod,
  walls,
} from "./pgbench-pods.ts";
import type { KubeObject } from "../checks/cluster/cluster.ts";
import { openCluster } from "../checks/cluster/kubernetes.ts";
import { withCleanUp } from "../checks/jobs/interrupt.ts";
import { median } from "../checks/statistics/median.ts";
import { UserError } from "../embedded/progress.ts";
import { runByHand } from "./by-hand.ts";

/** Transactions a second, by the way they went, one figure for each round. */
export type Throughput = Record<string, number[]>;

export interface Options {
  kubeconfig: string;
  /** Namespace of the service; the database is in `<namespace>-data`. */
  namespace: string;
  rounds: number;
  seconds: number;
  report: (line: string) => void;
}

/**
 * Measures a plain PostgreSQL and the operated one, one after the other, round by round: the plain
 * one directly, the operated one through its pooler and directly, and, where commits wait for a
 * standby, without that wait.
 */
export async function benchPostgres(options: Options): Promise<Throughput> {
  const { kubeconfig, namespace, report } = options;
  const data = `${namespace}-data`;
  const spec = await specOf(kubeconfig, data);
  const run = `bench-${randomBytes(3).toString("hex")}`;
  const api = new Api(await openAccess({ kubeconfig }));
  const work = async (aborted: AbortSignal) => {
    api.stopAt(aborted);
    for (const wall of walls(run, namespace, data)) await api.create(wall);
    const settings = await api.say(settingsPod(`${run}-settings`, namespace, spec.imageName));
    const address = await api.ready(await api.create(plainPod(run, data, spec, settings)));
    report(`plain PostgreSQL at ${address}, with ${settings.trim().split("\n").join(", ")}`);
    const sync = spec.instances > 1;
    const client = clientPod(`${run}-client`, namespace, spec.imageName, address, sync, options);
    return readThroughput(await api.say(client, report));
  };
  return withCleanUp(work, () => api.removeAll());
}

async function specOf(kubeconfig: string, namespace: string): Promise<ClusterSpec> {
  const asked = await openCluster({ kubeconfig });
  const found = await asked.get<KubeObject & { spec: ClusterSpec }>("Cluster", namespace, cluster);
  if (found) return found.spec;
  throw new UserError(
    `The namespace ${namespace} has no database: no PostgreSQL cluster "${cluster}" is in it.`,
    "Name the namespace of the service, whose stack has a database: without `-data`.",
  );
}

/** The figures in a client's log, of lines such as `pooler 123.4`. */
export function readThroughput(log: string): Throughput {
  const found: Throughput = {};
  for (const [, way, tps] of log.matchAll(/^tps ([a-z-]+) (\d+(?:\.\d+)?)$/gm)) {
    (found[way!] ??= []).push(Number(tps));
  }
  return found;
}

/** Medians, and each as a share of that of the plain instance. */
export function ratios(found: Throughput): { way: string; median: number; ofPlain: number }[] {
  const plain = median(found["plain"] ?? []);
  return Object.entries(found).map(([way, tps]) => {
    const ofPlain = Math.round((median(tps) / plain) * 1000) / 1000;
    return { way, median: Math.round(median(tps)), ofPlain };
  });
}

const plurals: Record<string, string> = { Pod: "pods", NetworkPolicy: "networkpolicies" };

/** The few calls of a benchmark; what it makes goes again. */
class Api {
  readonly #access: Access;
  readonly #made: string[] = [];
  #aborted?: AbortSignal;

  constructor(access: Access) {
    this.#access = access;
  }

  /** From the signal on nothing is made or waited for any more. */
  stopAt(aborted: AbortSignal): void {
    this.#aborted = aborted;
  }

  async send(method: string, path: string, body?: object): Promise<string> {
    const payload = body && JSON.stringify(body);
    const signal = AbortSignal.timeout(30_000);
    const { status, text } = await this.#access.send({ method, path, payload, signal });
    if (status < 300) return text;
    throw new Error(`${method} ${path}: HTTP ${status} ${text.slice(0, 300)}`);
  }

  async create(object: KubeObject): Promise<string> {
    this.#aborted?.throwIfAborted();
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
    const path = `${root}/namespaces/${metadata.namespace}/${plurals[kind]}`;
    await this.send("POST", path, object);
    this.#made.push(`${path}/${metadata.name}`);
    return `${path}/${metadata.name}`;
  }

  /** Address of a pod that is ready. */
  async ready(path: string): Promise<string> {
    const address = await poll(systemClock, 120, async () => {
      this.#aborted?.throwIfAborted();
      const { status } = JSON.parse(await this.send("GET", path));
      const is = status.conditions?.find(({ type }: { type: string }) => type === "Ready");
      return is?.status === "True" ? (status.podIP as string) : undefined;
    });
    if (address) return address;
    const log = await this.send("GET", `${path}/log`).catch((error: Error) => error.message);
    throw new Error(`the plain PostgreSQL did not start: ${log.trim().split("\n").at(-1)}`);
  }

  /** What a pod said until its end. */
  async say(object: KubeObject, report: (line: string) => void = () => {}): Promise<string> {
    const path = await this.create(object);
    let told = 0;
    const end = await poll(systemClock, 1800, async () => {
      this.#aborted?.throwIfAborted();
      const { status } = JSON.parse(await this.send("GET", path));
      if (status.phase === "Pending") return undefined;
      const lines = (await this.send("GET", `${path}/log`).catch(() => "")).trim().split("\n");
      for (; told < lines.length; told++) if (lines[told]) report(lines[told]!);
      return status.phase === "Running" ? undefined : { phase: status.phase as string, lines };
    });
    const text = end?.lines.join("\n") ?? "";
    if (end?.phase === "Succeeded") return `${text}\n`;
    throw new Error(`a client of the benchmark ended as ${end?.phase ?? "unended"}: ${text}`);
  }

  async removeAll(): Promise<void> {
    for (const path of this.#made) {
      await this.send("DELETE", path, { gracePeriodSeconds: 0 }).catch((error: Error) => {
        console.error(`not removed: ${error.message}`);
      });
    }
  }
}

if (import.meta.main) {
  await runByHand({
    name: "pgbench",
    details:
      "Runs pgbench by turns against the database of a running stack, through its pooler and\n" +
      "directly, and against a plain PostgreSQL of the same image and size that it starts beside it\n" +
      "and removes again; says how many transactions a second each came to.",
    needed: ["kubeconfig", "namespace"],
    may: { rounds: 3, seconds: 15 },
    examples: [
      ["node bench/pgbench.ts .shakedown/kubeconfig/shakedown shakedown-local", "the local stack"],
      ["node bench/pgbench.ts ~/.kube/config shop-staging 9 60", "nine rounds of a minute each"],
    ],
    measure: (told, report) => benchPostgres({ ...told, report }),
    show: (found) => console.table(ratios(found)),
  });
}
