import type { Cluster, ClusterEvent, Pod } from "../cluster/cluster.ts";

const imageReasons = /^(ErrImage|ImagePullBackOff|ImageInspectError|InvalidImageName)/;
const configReasons = /^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/;
/** Time that a scheduler or an autoscaler may take to find room. */
const patienceSeconds = 30;

/** Phase of a pod, and what a pending one waits for. */
export function stateOf({ status = {} }: Pod): string {
  const { phase = "Pending", containerStatuses = [] } = status;
  if (phase !== "Pending") return phase;
  const waiting = containerStatuses.map(({ state }) => state?.waiting?.reason).find(Boolean);
  const why = unscheduledIn(status)?.message ?? waiting;
  return why ? `Pending: ${why}` : phase;
}

const unscheduledIn = (status: NonNullable<Pod["status"]>) =>
  status.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is === "False");

/** What keeps a pod from ever starting, in one sentence; undefined while it may still start. */
export async function obstacleOf(
  pod: Pod,
  cluster: Cluster,
  waitedSeconds: number,
): Promise<string | undefined> {
  const { namespace = "default", name } = pod.metadata;
  for (const { name: container, state } of pod.status?.containerStatuses ?? []) {
    const { reason = "", message = "" } = state?.waiting ?? {};
    if (imageReasons.test(reason)) {
      const image = pod.spec.containers.find((each) => each.name === container)?.image;
      return `image ${image} cannot be had (${reason}): check its name, and that nodes can pull it`;
    }
    if (configReasons.test(reason)) {
      return `container "${container}" cannot be started (${reason}): ${message}`;
    }
  }
  if (waitedSeconds < patienceSeconds || pod.status?.phase !== "Pending") return undefined;
  const unscheduled = unscheduledIn(pod.status);
  if (unscheduled) return `pod ${name} cannot be scheduled: ${unscheduled.message}`;
  const mount = await warning(cluster, namespace, name, /^Failed(Mount|CreatePodSandBox)/);
  return mount && `pod ${name} cannot start: ${mount}`;
}

/** Why a Job has no pod: a quota, a limit range or an admission controller refused it. */
export async function quotaObstacle(
  job: string,
  namespace: string,
  cluster: Cluster,
): Promise<string | undefined> {
  const refusal = await warning(cluster, namespace, job, /^FailedCreate$/);
  if (!refusal) return undefined;
  const quota = /exceeded quota/.test(refusal);
  const remedy = quota ? ": raise the namespace's quota or lower what the check requests" : "";
  return `its pod was refused in ${namespace}: ${refusal}${remedy}`;
}

async function warning(
  cluster: Cluster,
  namespace: string,
  name: string,
  reasons: RegExp,
): Promise<string | undefined> {
  const events = await cluster.list<ClusterEvent>("Event", namespace);
  return events.findLast(
    ({ type, reason, involvedObject }) =>
      type === "Warning" && involvedObject.name === name && reasons.test(reason ?? ""),
  )?.message;
}
