import { at, idOf, type KubeObject } from "../model/objects.ts";
import { conditionOf, isTrue, ready, waiting, type Condition, type Verdict } from "./verdict.ts";

/** Restarts after which a crash loop is taken for what it is. */
const CRASHES = 3;
const NEVER = new Set(["InvalidImageName", "ErrImageNeverPull"]);
const IMAGE_MISSING = /not found|manifest unknown|denied|unauthorized|localhost.*refused/i;
const STARTING = new Set(["ContainerCreating", "PodInitializing", ""]);

export const podCondition: Condition = { needs: [], check: checkPod };

function checkPod(pod: KubeObject): Verdict {
  const name = idOf(pod);
  if (isTrue(pod, "Ready") || pod.status?.phase === "Succeeded") return ready("Pod is ready");
  const troubles = podTroubles([pod]);
  const state =
    (!isTrue(pod, "PodScheduled") && "scheduled") ||
    (!isTrue(pod, "Initialized") && "initialized") ||
    "ready";
  const failed = pod.status?.phase === "Failed" && `Pod ${name} failed: ${reasonOf(pod)}`;
  return {
    ...waiting(`Waiting for Pod ${name} to be ${state}`, troubles.problems),
    hopeless: troubles.hopeless ?? (failed || undefined),
  };
}

const reasonOf = (pod: KubeObject): string =>
  pod.status.message ?? pod.status.reason ?? "a container exited and is not restarted";

/** What is wrong with some pods, and whether waiting can mend it. */
export function podTroubles(pods: KubeObject[]): { problems: string[]; hopeless?: string } {
  const problems: string[] = [];
  let hopeless: string | undefined;
  for (const pod of pods) {
    const scheduled = conditionOf(pod, "PodScheduled");
    if (scheduled?.status === "False" && scheduled.message) {
      problems.push(`Pod ${idOf(pod)} cannot be scheduled: ${scheduled.message}`);
    }
    for (const container of containerStates(pod)) {
      const problem = containerProblem(pod, container);
      if (problem) problems.push(problem);
      if (problem && isHopeless(container)) hopeless ??= problem;
    }
  }
  return { problems: [...new Set(problems)], hopeless };
}

export const containerStates = (pod: KubeObject): any[] => [
  ...(pod.status?.initContainerStatuses ?? []),
  ...(pod.status?.containerStatuses ?? []),
];

/** What keeps a container from running, with its exit code and restarts. */
function containerProblem(pod: KubeObject, state: any): string | undefined {
  const { waiting: wait, terminated } = state.state ?? {};
  if (state.ready && !wait) return undefined;
  const last = terminated ?? state.lastState?.terminated;
  const crashed = last && last.exitCode !== 0 ? exitText(pod, state, last) : "";
  const stuck =
    wait && !STARTING.has(wait.reason ?? "")
      ? `[${wait.reason}] ${(wait.message ?? "").trim()}`.trim()
      : "";
  if (!crashed && !stuck) return undefined;
  const where = `container "${state.name}" of Pod ${idOf(pod)}`;
  return `${where}: ${[stuck, crashed].filter(Boolean).join("; ")}`;
}

function exitText(pod: KubeObject, state: any, last: any): string {
  const restarts = state.restartCount ? `, ${state.restartCount} restarts` : "";
  const said = last.message ? `: ${last.message.trim()}` : "";
  const oom = last.reason === "OOMKilled" ? ` at its memory limit ${memoryLimit(pod, state)}` : "";
  return `exit code ${last.exitCode} (${last.reason ?? "unknown"}${oom}${restarts})${said}`;
}

function memoryLimit(pod: KubeObject, state: any): string {
  const all = [...(at(pod, "spec", "containers") ?? []), ...(pod.spec?.initContainers ?? [])];
  const container = all.find((c: any) => c.name === state.name);
  return container?.resources?.limits?.memory ?? "(none)";
}

function isHopeless({ state, restartCount = 0 }: any): boolean {
  const { reason = "", message = "" } = state?.waiting ?? {};
  if (NEVER.has(reason)) return true;
  if (/^(ImagePullBackOff|ErrImagePull)$/.test(reason)) return IMAGE_MISSING.test(message);
  return reason === "CrashLoopBackOff" && restartCount >= CRASHES;
}
