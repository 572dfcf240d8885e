import type { ContainerStatus, Pod, Terminated } from "../cluster/cluster.ts";

/** Why a pod is not ready, in one line. */
export interface Trouble {
  said: string;
  /** Whether no waiting mends it. */
  hopeless: boolean;
}

/** What is wrong with the worst of some pods; how one ends that is being deleted does not matter. */
export function troubleOf(pods: readonly Pod[]): Trouble | undefined {
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const troubles = staying.flatMap((pod) => troubleIn(pod) ?? []);
  return troubles.find(({ hopeless }) => hopeless) ?? troubles[0];
}

function troubleIn({ metadata: { name }, status = {} }: Pod): Trouble | undefined {
  const { conditions = [], initContainerStatuses = [], containerStatuses = [] } = status;
  const unscheduled = conditions.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  if (unscheduled) {
    return { said: `pod ${name} cannot be scheduled: ${unscheduled.message}`, hopeless: false };
  }
  // An init container that has ended well is ready; where one is not, the others wait for it.
  const container = [...initContainerStatuses, ...containerStatuses].find(({ ready }) => !ready);
  const cause = container && causeOf(container);
  if (!cause) return undefined;
  const said = `container "${container.name}" of pod ${name}: ${cause}`;
  return { said, hopeless: isHopeless(container) };
}

const hopelessReasons = [
  ...["CrashLoopBackOff", "ErrImagePull", "ImagePullBackOff", "InvalidImageName"],
  ...["ErrImageNeverPull", "CreateContainerConfigError"],
];

/** Ends that lie further apart are not of one loop: the kubelet counts so. */
const loopMilliseconds = 600_000;

/**
 * A container that fails once may have failed for want of another. That it failed again is what a
 * kubelet calls a crash loop, but that of an init container only in passing, a minute or two later.
 */
function isHopeless({ state, lastState }: ContainerStatus): boolean {
  if (hopelessReasons.includes(state?.waiting?.reason ?? "")) return true;
  const [last, before] = [state?.terminated, lastState?.terminated];
  if (!last?.exitCode || !before?.exitCode) return false;
  return Date.parse(last.finishedAt ?? "") - Date.parse(before.finishedAt ?? "") < loopMilliseconds;
}

function causeOf({ state, lastState }: ContainerStatus): string | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const exit = ended && exitOf(ended);
  const { reason, message } = state?.waiting ?? {};
  if (!reason || reason === "ContainerCreating" || reason === "PodInitializing") return exit;
  return [reason, exit ?? message].filter(Boolean).join(", ");
}

/** How a container ended, with its last words where it left any. */
function exitOf({ exitCode, reason, message }: Terminated): string {
  const last = message?.trim().split("\n").at(-1);
  return `exit code ${exitCode}${reason ? ` (${reason})` : ""}${last ? `: ${last}` : ""}`;
}
