import { type Cluster, ClusterError } from "./cluster.ts";
import type { Clock } from "./clock.ts";

const pauses = [500, 1000, 2000, 4000, 8000, 16_000];

/**
 * The same cluster, but a question that met an outage is asked again with growing pauses, for half
 * a minute. Creations are not repeated: the first one may have arrived.
 */
export function patient(cluster: Cluster, clock: Clock): Cluster {
  const again = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (const pause of pauses) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ClusterError && error.passing)) throw error;
      }
      await clock.sleep(pause);
    }
    return ask();
  };
  return {
    get: (...args) => again(() => cluster.get(...args)),
    list: (...args) => again(() => cluster.list(...args)),
    create: (object) => cluster.create(object),
    delete: (...args) => again(() => cluster.delete(...args)),
    patchStatus: (...args) => again(() => cluster.patchStatus(...args)),
    logs: (...args) => again(() => cluster.logs(...args)),
    usage: (...args) => again(() => cluster.usage(...args)),
    machine: () => again(() => cluster.machine()),
  };
}
