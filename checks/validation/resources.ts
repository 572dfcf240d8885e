import type { Cluster, ContainerUsage, Pod, Workload } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { quantity } from "../cluster/quantity.ts";
import type { Evidence } from "../run/document.ts";
import type { ResourcesSpec, WorkloadRef } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { podsOf } from "./health.ts";

const sampleSeconds = 5;

interface Sampled {
  ref: WorkloadRef;
  before: Pod[];
  after: Pod[];
}

/** Samples use over the window and holds it, restarts and memory kills against the limits. */
export async function checkResources(
  spec: ResourcesSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const before = await allPods(spec, cluster);
  const peaks = await samplePeaks(spec, cluster, clock, report);
  const after = await allPods(spec, cluster);
  const evidence = spec.workloads.flatMap((ref, index) => {
    const pods = { ref, before: before[index]!, after: after[index]! };
    return [...lives(pods, spec), ...use(pods, peaks, spec)];
  });
  return finding(evidence, `use stayed within the limits for ${spec.windowSeconds} s`);
}

async function allPods(spec: ResourcesSpec, cluster: Cluster): Promise<Pod[][]> {
  return Promise.all(
    spec.workloads.map(async ({ kind, namespace, name }) => {
      const workload = await cluster.get<Workload>(kind, namespace, name);
      return workload ? podsOf(workload, cluster) : [];
    }),
  );
}

type Peaks = Map<string, { cpu: number; memoryBytes: number }>;

const keyOf = (pod: string, container: string) => `${pod}/${container}`;

async function samplePeaks(
  spec: ResourcesSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Peaks> {
  const namespaces = new Set(spec.workloads.map(({ namespace }) => namespace));
  const peaks: Peaks = new Map();
  const start = clock.now();
  for (;;) {
    for (const namespace of namespaces) {
      for (const sample of (await cluster.usage(namespace)) ?? []) raise(peaks, sample);
    }
    const seconds = (clock.now() - start) / 1000;
    if (seconds >= spec.windowSeconds) return peaks;
    report(`sampling use: ${Math.round(seconds)} s of ${spec.windowSeconds} s`);
    await clock.sleep(Math.min(sampleSeconds, spec.windowSeconds - seconds) * 1000);
  }
}

function raise(peaks: Peaks, { pod, container, cpu, memoryBytes }: ContainerUsage): void {
  const peak = peaks.get(keyOf(pod, container)) ?? { cpu: 0, memoryBytes: 0 };
  peaks.set(keyOf(pod, container), {
    cpu: Math.max(peak.cpu, cpu),
    memoryBytes: Math.max(peak.memoryBytes, memoryBytes),
  });
}

/** Restarts so far, and kills for want of memory. */
function lives({ ref, before, after }: Sampled, { maxRestarts }: ResourcesSpec): Evidence[] {
  const title = `${ref.kind} ${ref.namespace}/${ref.name}`;
  if (after.length === 0) {
    const reason = "it has no pods, so nothing was measured";
    return [{ name: title, verdict: "error", reason }];
  }
  const statuses = after.flatMap(({ status }) => status?.containerStatuses ?? []);
  const killed = statuses.filter(({ state, lastState }) =>
    [state?.terminated, lastState?.terminated].some((end) => end?.reason === "OOMKilled"),
  );
  const evidence: Evidence[] = [restarts(title, before, after, maxRestarts)];
  for (const { name } of killed) {
    const limit = limitsOf(after, name).memory ?? "none";
    const reason = `container "${name}" was killed for want of memory (limit ${limit}): raise it`;
    evidence.push({ name: `${title} memory kills`, verdict: "fail", target: "none", reason });
  }
  return evidence;
}

/** A container that went down with its node says nothing of the workload: it only warns. */
function restarts(
  title: string,
  before: readonly Pod[],
  after: readonly Pod[],
  maxRestarts: number,
): Evidence {
  const own = total(after, (end) => end !== withItsNode);
  const fallen = total(after, (end) => end === withItsNode);
  const during = total(after) - total(before);
  const shared = { name: `${title} restarts`, value: own, unit: "1", target: `<= ${maxRestarts}` };
  if (own > maxRestarts) {
    const reason = `${own} restarts, ${during} of them while sampled: read the earlier logs`;
    return { ...shared, verdict: "fail", reason };
  }
  if (fallen <= maxRestarts) return { ...shared, verdict: "pass" };
  const reason = `${fallen} restarts of containers that last went down with their node`;
  return { ...shared, verdict: "warn", value: fallen, reason };
}

/** The kubelet's reason for the end of a container that it found gone when it started. */
const withItsNode = "Unknown";

/** Restarts of the containers whose last end, by its reason, `counts`. */
function total(
  pods: readonly Pod[],
  counts: (lastEnd: string | undefined) => boolean = () => true,
): number {
  return pods
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .filter(({ lastState }) => counts(lastState?.terminated?.reason))
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function limitsOf(pods: readonly Pod[], container: string): Record<string, string> {
  const specs = pods.flatMap(({ spec }) => spec.containers);
  return specs.find(({ name }) => name === container)?.resources?.limits ?? {};
}

/** The largest use of any pod, for each container and resource. */
function use({ ref, after }: Sampled, peaks: Peaks, spec: ResourcesSpec): Evidence[] {
  const names = new Set(after.flatMap((pod) => pod.spec.containers.map(({ name }) => name)));
  return [...names].flatMap((container) => {
    const found = after.flatMap(({ metadata }) => peaks.get(keyOf(metadata.name, container)) ?? []);
    const complete = found.length === after.length;
    const limits = limitsOf(after, container);
    return (["cpu", "memory"] as const).map((resource): Evidence => {
      const name = `${ref.kind} ${ref.namespace}/${ref.name} ${resource} of ${container}`;
      const allowed = spec.maxShareOfLimit[resource];
      const target = `<= ${allowed} of its limit`;
      if (!complete) return { name, verdict: "error", target, reason: notMeasured };
      const limit = limits[resource];
      if (limit === undefined) return unlimited(name, resource, target);
      const peak = Math.max(...found.map((f) => (resource === "cpu" ? f.cpu : f.memoryBytes)));
      const value = round(peak / quantity(limit));
      if (value <= allowed) return { name, verdict: "pass", value, unit: "1", target };
      const reason = `it used ${percent(value)} of its limit ${limit}, allowed ${percent(allowed)}`;
      return { name, verdict: "fail", value, unit: "1", target, reason };
    });
  });
}

/** CPU without a limit is throttled by nobody; memory without one endangers the node. */
function unlimited(name: string, resource: "cpu" | "memory", target: string): Evidence {
  const verdict = resource === "memory" ? "fail" : "skip";
  return { name, verdict, target, reason: `it has no ${resource} limit to hold its use against` };
}

const notMeasured =
  "not measured: the metrics API gave no sample (is metrics-server installed and ready?)";
const round = (value: number) => Math.round(value * 1000) / 1000;
const percent = (share: number) => `${Math.round(share * 100)} %`;
