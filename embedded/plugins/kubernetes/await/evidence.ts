import type { Api } from "../client/api.ts";
import { idOf, type KubeObject } from "../model/objects.ts";
import { containerStates } from "./pods.ts";

const LINES = 10;
const CONTAINERS = 2;

/** The last words of the containers that `problems` name, at most ten lines of two of them. */
export async function lastLines(
  api: Api,
  pods: KubeObject[],
  problems: string[],
): Promise<string[]> {
  const named = pods.flatMap((pod) =>
    containerStates(pod)
      .filter(({ name }) => problems.some((p) => p.includes(`"${name}" of Pod ${idOf(pod)}:`)))
      .filter(({ state, lastState }) => state?.terminated || lastState?.terminated)
      .map((container) => ({ pod, container })),
  );
  const logs = await Promise.all(
    named.slice(0, CONTAINERS).map(async ({ pod, container }) => {
      const previous = !container.state?.terminated;
      const text = await api.log(pod, container.name, LINES, previous).catch(() => "");
      return text.trim()
        ? `last lines of container "${container.name}" of Pod ${idOf(pod)}:\n${text.trimEnd()}`
        : undefined;
    }),
  );
  return logs.filter((log) => log !== undefined);
}
