import { hostname } from "node:os";

import type { Cluster, KubeObject, Kind } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { checkLabel, ownerAnnotation } from "./labels.ts";

const kinds: Kind[] = ["Job", "ConfigMap"];
/** Older than any check may run. */
const abandonedAfterMilliseconds = 6 * 3600 * 1000;

/** Removes the Job and the ConfigMap of that name. */
export async function removeBoth(cluster: Cluster, namespace: string, name: string): Promise<void> {
  for (const kind of kinds) await cluster.delete(kind, namespace, name);
}

/** Removes what an earlier run of this check left behind when it was killed. */
export async function removeLeftovers(
  cluster: Cluster,
  clock: Clock,
  namespace: string,
  check: string,
): Promise<void> {
  for (const kind of kinds) {
    const found = await cluster.list<KubeObject>(kind, namespace, { [checkLabel]: check });
    for (const { metadata } of found.filter((object) => isAbandoned(object, clock))) {
      await cluster.delete(kind, namespace, metadata.name);
    }
  }
}

function isAbandoned({ metadata }: KubeObject, clock: Clock): boolean {
  const created = Date.parse(metadata.creationTimestamp ?? "") || 0;
  if (clock.date().getTime() - created > abandonedAfterMilliseconds) return true;
  const [host, processId] = metadata.annotations?.[ownerAnnotation]?.split("/") ?? [];
  return host === hostname() && !isAlive(Number(processId));
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
