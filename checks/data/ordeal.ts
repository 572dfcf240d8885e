import type { Clock } from "../cluster/clock.ts";
import { type Cluster, ClusterError } from "../cluster/cluster.ts";
import type { FailoverSpec, Fault } from "../run/plan.ts";
import { brokenBy, liveCluster } from "./live-cluster.ts";
import type { Write } from "./writes.ts";

/** A fault that came upon the cluster. */
export interface Befallen {
  fault: Fault;
  primary: string;
  /** Writes that the writer had told of before. */
  from: number;
  /** Milliseconds on the check's clock. */
  at: number;
  /**
   * Seconds until every instance was there again.
   * @default - they were not in time
   */
  healedSeconds?: number;
}

/** Acknowledged writes in a row that show that the cluster serves again. */
const steadyWrites = 20;
/** After this long, a primary of the same name is one that came back. */
const sameAgainSeconds = 15;

/** Makes one fault after the other befall a cluster, each when it is whole and serves. */
export class Ordeal {
  readonly befallen: Befallen[] = [];
  readonly #spec: FailoverSpec;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #report: (line: string) => void;
  #steadyFrom = 0;
  #since: number;

  constructor(spec: FailoverSpec, cluster: Cluster, clock: Clock, report: (line: string) => void) {
    this.#spec = spec;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#report = report;
    this.#since = clock.now();
  }

  /** Looks how it stands and does what is due; `stop` once there is no more to see. */
  async next(writes: readonly Write[]): Promise<void | "stop"> {
    const open = this.befallen.at(-1);
    if (open && open.healedSeconds === undefined) return this.#heal(open, writes.length);
    const heard = writes.slice(this.#steadyFrom);
    const steady = heard.filter(({ outcome }) => outcome === "acknowledged").length;
    const { faults, healSeconds } = this.#spec;
    const fault = faults[this.befallen.length];
    if (steady >= steadyWrites && !fault) return "stop";
    if (steady >= steadyWrites) return this.#befall(fault!, writes.length);
    this.#report(`${steady} of ${steadyWrites} writes before the next fault`);
    const late = this.#clock.now() - this.#since > healSeconds * 1000;
    return late ? "stop" : undefined;
  }

  async #befall(fault: Fault, from: number): Promise<void> {
    const { cluster: at } = this.#spec;
    const { primary, standby } = await primaryOf(this.#spec, this.#cluster);
    this.#report(`${fault} of the primary, ${primary}`);
    const now = this.#clock.now();
    if (fault === "kill") {
      await this.#cluster.delete("Pod", at.namespace, primary, 0);
    } else {
      await this.#cluster.patchStatus("Cluster", at.namespace, at.name, {
        targetPrimary: standby,
        targetPrimaryTimestamp: this.#clock.date().toISOString(),
        phase: "Switchover in progress",
        phaseReason: `Switching over to ${standby}`,
      });
    }
    this.befallen.push({ fault, primary, from, at: now });
  }

  async #heal(open: Befallen, writes: number): Promise<void | "stop"> {
    const live = await liveCluster(this.#spec.cluster, this.#cluster);
    const seconds = (this.#clock.now() - open.at) / 1000;
    const moved = live.status?.currentPrimary !== open.primary;
    if (brokenBy(live) === undefined && (moved || seconds > sameAgainSeconds)) {
      open.healedSeconds = seconds;
      this.#steadyFrom = writes;
      this.#since = this.#clock.now();
      return undefined;
    }
    this.#report(`${open.fault} of ${open.primary}: ${brokenBy(live) ?? "no successor yet"}`);
    return seconds > this.#spec.healSeconds ? "stop" : undefined;
  }
}

/** The primary of a cluster that is whole, and a standby; throws why it is not. */
export async function primaryOf(spec: FailoverSpec, cluster: Cluster) {
  const live = await liveCluster(spec.cluster, cluster);
  const broken = brokenBy(live);
  const { namespace, name } = spec.cluster;
  const { currentPrimary: primary, instanceNames = [] } = live.status ?? {};
  const standby = instanceNames.find((each) => each !== primary);
  if (broken !== undefined || !primary || !standby) {
    const why = broken ?? "it has no standby";
    throw new ClusterError(`the PostgreSQL cluster ${namespace}/${name} is not whole: ${why}`, 409);
  }
  return { primary, standby };
}
