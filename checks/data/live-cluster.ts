import { type Cluster, ClusterError, type KubeObject } from "../cluster/cluster.ts";

/** What is read of a cluster that CloudNativePG keeps. */
export interface LiveCluster extends KubeObject {
  spec?: { instances?: number; backup?: { barmanObjectStore?: { endpointURL?: string } } };
  status?: {
    phase?: string;
    phaseReason?: string;
    readyInstances?: number;
    currentPrimary?: string;
    targetPrimary?: string;
    instanceNames?: string[];
    conditions?: {
      type: string;
      status: string;
      message?: string;
      /** ISO 8601, UTC. */
      lastTransitionTime?: string;
    }[];
    managedRolesStatus?: {
      byStatus?: { reconciled?: string[] };
      /** Why a role cannot be made what it has to be. */
      cannotReconcile?: Record<string, string[]>;
      /** Version of the Secret whose password a role has. */
      passwordStatus?: Record<string, { resourceVersion?: string }>;
    };
    firstRecoverabilityPoint?: string;
    lastSuccessfulBackup?: string;
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

/** Why changes of a cluster that has backups are in no archive; undefined if they are. */
export function unarchivedBy(live: LiveCluster): string | undefined {
  if (!live.spec?.backup) return undefined;
  if (!condition(live, "ContinuousArchiving")) return "nothing has been archived yet";
  return troubleWith("ContinuousArchiving", live);
}

/** The same, or why the last base backup came to nothing. */
export const notBackedUpBy = (live: LiveCluster) =>
  unarchivedBy(live) ?? troubleWith("LastBackupSucceeded", live);

/**
 * Whether the last base backup was made before changes were archived, as one is that comes while
 * backups are being turned on: what it needs to become a whole may be in no archive.
 */
export function backedUpTooEarly(live: LiveCluster): boolean {
  const archivedSince = condition(live, "ContinuousArchiving")?.lastTransitionTime ?? "";
  return Date.parse(live.status?.lastSuccessfulBackup ?? "") < Date.parse(archivedSince);
}

function troubleWith(type: string, live: LiveCluster): string | undefined {
  const found = condition(live, type);
  if (found?.status !== "False") return undefined;
  const store = live.spec?.backup?.barmanObjectStore?.endpointURL;
  // What Barman's programs mean by 2.
  const said = found.message?.replace(/barman-cloud-\S+: exit status 2$/, "$& (no connection)");
  return [store && `the object store ${store}`, said].filter(Boolean).join(": ");
}

const condition = ({ status }: LiveCluster, type: string) =>
  status?.conditions?.find((each) => each.type === type);

/** Its phase, and the reason of it, as far as it tells. */
export const phaseOf = ({ phase, phaseReason }: NonNullable<LiveCluster["status"]>) =>
  [phase, phaseReason].filter(Boolean).join(": ");
