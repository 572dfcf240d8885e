import { systemClock } from "../checks/cluster/clock.ts";
import type { KubeObject } from "../checks/cluster/cluster.ts";
import { openCluster } from "../checks/cluster/kubernetes.ts";
import { patient } from "../checks/cluster/patient.ts";
import { checkFailover } from "../checks/data/failover.ts";
import type { FailoverSpec, Fault } from "../checks/run/plan.ts";
import type { Finding } from "../checks/run/verdict.ts";
import { UserError } from "../embedded/progress.ts";
import { runByHand } from "./by-hand.ts";

/** What a number of equal faults cost. */
export interface Cost {
  fault: Fault;
  count: number;
  /** Seconds without an acknowledged write. */
  median: number;
  p95: number;
  longest: number;
  /** Faults after which no write came through any more. */
  unresumed: number;
}

const record = "gate-database-failover";

/** Lets faults befall the database of a running stack, one after the other, as its check would. */
export async function benchFailover(
  kubeconfig: string,
  namespace: string,
  faults: readonly Fault[],
  report: (line: string) => void,
): Promise<Finding> {
  const cluster = patient(await openCluster({ kubeconfig }), systemClock);
  type Record = KubeObject & { data: { plan: string } };
  const found = await cluster.get<Record>("ConfigMap", namespace, record);
  if (!found) {
    throw new UserError(
      `The namespace ${namespace} has no record of a check database-failover that passed.`,
      "Name the namespace of a stack with a database, once its `npm run up` has passed.",
    );
  }
  const spec = { ...(JSON.parse(found.data.plan) as FailoverSpec), faults };
  return checkFailover("database-failover", spec, cluster, systemClock, report);
}

/** The times of a finding, by the kind of fault; the 95th percentile is one that occurred. */
export function costs({ evidence }: Finding): Cost[] {
  return (["kill", "switchover"] as const).flatMap((fault) => {
    const own = evidence.filter(
      ({ name }) => name.startsWith(`${fault} `) && name.endsWith("(RTO)"),
    );
    const times = own
      .flatMap(({ value }) => (typeof value === "number" ? [value] : []))
      .sort((a, b) => a - b);
    if (own.length === 0) return [];
    const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? Infinity;
    const unresumed = own.length - times.length;
    return { fault, count: own.length, median: at(0.5), p95: at(0.95), longest: at(1), unresumed };
  });
}

/**
 * So many faults of each kind, evenly mixed. A switchover ends a container, which the kubelet starts
 * again with more delay each time; a kill brings a new pod, and the delay back to none.
 */
export function mixed(kills: number, switchovers: number): Fault[] {
  const all = kills + switchovers;
  const due = (at: number) => Math.floor((at * switchovers) / all);
  return Array.from({ length: all }, (_, at) => (due(at + 1) > due(at) ? "switchover" : "kill"));
}

if (import.meta.main) {
  await runByHand({
    name: "failover",
    details:
      "Lets failures befall the database of a running stack while a client writes, one after the\n" +
      "other, and says how long each stopped writes, and whether any write was lost. Writes fail\n" +
      "meanwhile: not for a database that somebody needs.",
    needed: ["kubeconfig", "namespace"],
    may: { kills: 20, switchovers: 10 },
    least: 0,
    examples: [
      ["node bench/failover.ts .shakedown/kubeconfig/shakedown shakedown-local", "the local stack"],
      ["node bench/failover.ts ~/.kube/config shop-staging 5 0", "five kills, no switchover"],
    ],
    measure: async ({ kubeconfig, namespace, kills, switchovers }, report) => {
      if (kills + switchovers === 0) {
        const remedy = "Give a number of kills, of switchovers, or both.";
        throw new UserError("Without a failure there is nothing to measure.", remedy);
      }
      return benchFailover(kubeconfig, namespace, mixed(kills, switchovers), report);
    },
    show: (found) => {
      console.table(costs(found));
      const rest = found.evidence.filter(({ name }) => /writes|\(RTO\)|again/.test(name));
      for (const { name, value, reason } of rest) console.log(name, value ?? reason);
      console.log(`${found.verdict}: ${found.reason}`);
    },
  });
}
