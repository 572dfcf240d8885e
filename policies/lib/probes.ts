import { type Tree, at } from "./objects.ts";
import { type Pod, type Container, eachContainer, workloadKinds } from "./pods.ts";
import { type Truth, any, is } from "./unknown.ts";

export type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";

/** Kinds whose pods run until they are stopped. */
export const longRunningKinds = workloadKinds.filter(
  (kind) => kind !== "Job" && kind !== "CronJob",
);

/** Visits the containers that run as long as the pod, which alone may have probes. */
export function eachMainContainer(
  pod: Pod,
  report: { unknown(field: string): void },
  visit: (container: Container) => void,
): void {
  eachContainer(pod, report, visit, ["containers"]);
}

/** Whether the container has the probe, with a way to probe. */
export function hasProbe(container: Tree, name: ProbeName): Truth {
  return any(
    ["exec", "httpGet", "tcpSocket", "grpc"].map((handler) =>
      is(at(container, name, handler), (value) => value !== undefined),
    ),
  );
}
