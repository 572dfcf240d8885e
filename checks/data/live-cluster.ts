import { type Cluster, ClusterError, type KubeObject } from "../cluster/cluster.ts";

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** ISO 8601, UTC. */
  lastTransitionTime?: string;
}

/** What is read of a cluster that CloudNativePG keeps. */
export interface LiveCluster extends KubeObject {
  spec?: {
    instances?: number;
    plugins?: {
      name: string;
      isWALArchiver?: boolean;
      parameters?: { barmanObjectName?: string; serverName?: string };
    }[];
  };
  status?: {
    phase?: string;
    phaseReason?: string;
    readyInstances?: number;
    currentPrimary?: string;
    targetPrimary?: string;
    instanceNames?: string[];
    conditions?: Condition[];
    managedRolesStatus?: {
      byStatus?: { reconciled?: string[] };
      /** Why a role cannot be made what it has to be. */
      cannotReconcile?: Record<string, string[]>;
      /** Version of the Secret whose password a role has. */
      passwordStatus?: Record<string, { resourceVersion?: string }>;
    };
  };
}

/** The cluster of that name, which has to be there. */
export async function liveCluster(
  { namespace, name }: { namespace: string; name: string },
  cluster: Cluster,
): Promise<LiveCluster> {
  const live = await cluster.get<LiveCluster>("Cluster", namespace, name);
  if (live) return live;
  throw new ClusterError(`there is no PostgreSQL cluster ${namespace}/${name}`, 404);
}

/** Why a cluster is not whole; undefined if it is. */
export function brokenBy({ spec, status = {} }: LiveCluster): string | undefined {
  const { readyInstances = 0, phase, currentPrimary, targetPrimary } = status;
  const wanted = spec?.instances ?? 0;
  if (readyInstances < wanted) return `${readyInstances} of ${wanted} instances are ready`;
  if (phase !== "Cluster in healthy state") return phaseOf(status);
  return currentPrimary === targetPrimary ? undefined : `${targetPrimary} is to take over`;
}

/** Its phase, and the reason of it, as far as it tells. */
export const phaseOf = ({ phase, phaseReason }: NonNullable<LiveCluster["status"]>) =>
  [phase, phaseReason].filter(Boolean).join(": ");
