import type { Cluster, Pod, Workload } from "../cluster/cluster.ts";
import { type Clock, poll } from "../cluster/clock.ts";
import type { Evidence } from "../run/document.ts";
import type { HealthSpec, WorkloadRef } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { type Archive, archiveOf, unarchivedBy } from "../data/archive.ts";
import { type LiveCluster, brokenBy } from "../data/live-cluster.ts";
import { checkLabel } from "../jobs/labels.ts";
import { troubleOf } from "./trouble.ts";

/**
 * The operator of a database does not say which of its specifications it tells of: just after a
 * change it may tell of the one before, for less time than this.
 */
const settleSeconds = 3;

/** Waits until every workload and database is ready, then says what was found of each. */
export async function checkHealth(
  spec: HealthSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { workloads, databases = [] } = spec;
  if (databases.length > 0) await clock.sleep(settleSeconds * 1000);
  let evidence: Evidence[] = [];
  await poll(clock, spec.timeoutSeconds, async () => {
    const found = await Promise.all([
      ...workloads.map((workload) => inspect(workload, cluster)),
      ...databases.map((database) => wholeness(database, cluster)),
    ]);
    evidence = found.flatMap((each) => each.evidence);
    const waiting = evidence.find(({ verdict }) => verdict === "fail");
    if (!waiting) return true;
    report(`waiting for ${waiting.name}: ${waiting.reason}`);
    // What waiting cannot mend is said at once.
    return found.some(({ hopeless }) => hopeless) ? false : undefined;
  });
  const instances = databases.length > 0 ? ", and the database all its instances" : "";
  return finding(
    evidence,
    `${workloads.length} workloads have all their replicas ready${instances}`,
  );
}

/** What is known of a workload or a database. */
interface Found {
  evidence: Evidence[];
  /** Whether no waiting mends it. */
  hopeless?: boolean;
}

async function inspect(ref: WorkloadRef, cluster: Cluster): Promise<Found> {
  const { kind, namespace, name } = ref;
  const title = `${kind} ${namespace}/${name}`;
  const workload = await cluster.get<Workload>(kind, namespace, name);
  if (!workload) {
    const reason = "it does not exist: deploy the stack";
    return { evidence: [{ name: title, verdict: "fail", target: "exists", reason }] };
  }
  const pods = await podsOf(workload, cluster);
  const trouble = troubleOf(pods);
  const ready = readiness(title, workload, trouble?.said);
  return {
    evidence: [ready, ...restarts(title, pods), ...probes(title, workload)],
    hopeless: ready.verdict === "fail" && trouble?.hopeless,
  };
}

async function wholeness(
  { namespace, name }: { namespace: string; name: string },
  cluster: Cluster,
): Promise<Found> {
  const title = `Cluster ${namespace}/${name}`;
  const live = await cluster.get<LiveCluster>("Cluster", namespace, name);
  const reason = live ? brokenBy(live) : "it does not exist: deploy the stack";
  const value = live && `${live.status?.readyInstances ?? 0}/${live.spec?.instances ?? 0}`;
  const target = "all instances ready, and a primary that stays";
  const whole: Evidence = {
    ...{ name: title, value, target },
    ...(reason ? { verdict: "fail", reason } : { verdict: "pass" }),
  };
  const archive = live && (await archiveOf(live, cluster));
  return { evidence: archive ? [whole, archived(title, archive)] : [whole] };
}

function archived(title: string, archive: Archive): Evidence {
  const about = { name: `${title} archive`, target: "changes are handed to it" };
  const reason = unarchivedBy(archive);
  if (reason) return { ...about, verdict: "fail", reason };
  if (archive.archiving) return { ...about, verdict: "pass" };
  // Where nothing changes nothing is archived, however long anybody waits for it.
  return { ...about, verdict: "warn", reason: "nothing has been archived yet" };
}

/** Pods of the workload, without the checks' own, which carry the same labels. */
export async function podsOf(workload: Workload, cluster: Cluster): Promise<Pod[]> {
  const { namespace = "default" } = workload.metadata;
  const labels = workload.spec.selector.matchLabels ?? {};
  const pods = await cluster.list<Pod>("Pod", namespace, labels);
  return pods.filter(({ metadata }) => !metadata.labels?.[checkLabel]);
}

interface Replicas {
  wanted: number;
  ready: number;
  updated: number;
  current: number;
}

function replicasOf({ kind, spec, status = {} }: Workload): Replicas {
  if (kind === "DaemonSet") {
    return {
      wanted: status.desiredNumberScheduled ?? 0,
      ready: status.numberReady ?? 0,
      updated: status.updatedNumberScheduled ?? 0,
      current: status.desiredNumberScheduled ?? 0,
    };
  }
  return {
    wanted: spec.replicas ?? 1,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    current: status.replicas ?? 0,
  };
}

function readiness(title: string, workload: Workload, trouble?: string): Evidence {
  const { wanted, ready, updated, current } = replicasOf(workload);
  const value = `${ready}/${wanted}`;
  const target = "all replicas ready and up to date";
  const bad = (reason: string): Evidence => ({
    name: title,
    verdict: "fail",
    value,
    target,
    reason,
  });
  const { generation = 0 } = workload.metadata;
  if ((workload.status?.observedGeneration ?? 0) < generation) {
    return bad("its controller has not yet seen the newest specification");
  }
  if (ready < wanted || updated < wanted || current > wanted) {
    const count = `${ready} of ${wanted} replicas are ready, ${updated} up to date`;
    return bad(trouble ? `${count}: ${trouble}` : count);
  }
  return { name: title, verdict: wanted === 0 ? "warn" : "pass", value, target, ...none(wanted) };
}

const none = (wanted: number) => (wanted === 0 ? { reason: "it is scaled to no replicas" } : {});

function restarts(title: string, pods: readonly Pod[]): Evidence[] {
  const count = pods
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const name = `${title} restarts`;
  if (count === 0) return [{ name, verdict: "pass", value: 0, target: "0" }];
  const reason = `its containers were restarted ${count} times: read their earlier logs`;
  return [{ name, verdict: "warn", value: count, target: "0", reason }];
}

const probeKinds = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

function probes(title: string, { spec }: Workload): Evidence[] {
  return spec.template.spec.containers.map((container) => {
    const missing = probeKinds.filter((kind) => !container[kind]);
    const name = `${title} probes of ${container.name}`;
    const target = "startup, readiness and liveness";
    const value = probeKinds.length - missing.length;
    if (missing.length === 0) return { name, verdict: "pass", value, target };
    return { name, verdict: "warn", value, target, reason: `it has no ${missing.join(", no ")}` };
  });
}
