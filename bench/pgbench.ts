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
import { median } from "../checks/statistics/median.ts";

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
  const api = new Api(await openAccess({ kubeconfig }));
  const data = `${namespace}-data`;
  const path = `apis/postgresql.cnpg.io/v1/namespaces/${data}/clusters/${cluster}`;
  const { spec } = JSON.parse(await api.send("GET", path)) as { spec: ClusterSpec };
  const run = `bench-${randomBytes(3).toString("hex")}`;
  try {
    for (const wall of walls(run, namespace, data)) await api.create(wall);
    const settings = await api.say(settingsPod(`${run}-settings`, namespace, spec.imageName));
    const address = await api.ready(await api.create(plainPod(run, data, spec, settings)));
    report(`plain PostgreSQL at ${address}, with ${settings.trim().split("\n").join(", ")}`);
    const sync = spec.instances > 1;
    const client = clientPod(`${run}-client`, namespace, spec.imageName, address, sync, options);
    return readThroughput(await api.say(client, report));
  } finally {
    await api.removeAll();
  }
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

  constructor(access: Access) {
    this.#access = access;
  }

  async send(method: string, path: string, body?: object): Promise<string> {
    const payload = body && JSON.stringify(body);
    const signal = AbortSignal.timeout(30_000);
    const { status, text } = await this.#access.send({ method, path, payload, signal });
    if (status < 300) return text;
    throw new Error(`${method} ${path}: HTTP ${status} ${text.slice(0, 300)}`);
  }

  async create(object: KubeObject): Promise<string> {
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
  const [kubeconfig, namespace, rounds = "3", seconds = "15"] = process.argv.slice(2);
  if (!kubeconfig || !namespace) {
    console.error("usage: node bench/pgbench.ts <kubeconfig> <namespace> [rounds] [seconds]");
    process.exit(2);
  }
  const report = (line: string) => console.error(line);
  const terms = { rounds: Number(rounds), seconds: Number(seconds), report };
  console.table(ratios(await benchPostgres({ kubeconfig, namespace, ...terms })));
}
