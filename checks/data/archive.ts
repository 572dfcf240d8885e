import type { Cluster, KubeObject } from "../cluster/cluster.ts";
import type { Condition, LiveCluster } from "./live-cluster.ts";

/** A place in an object store, as CloudNativePG's plugin for backups keeps it. */
interface Place extends KubeObject {
  spec?: { configuration?: { endpointURL?: string } };
  /** By folder. */
  status?: { serverRecoveryWindow?: Record<string, { lastSuccessfulBackupTime?: string }> };
}

/** What is known of where a cluster's changes and base backups go. */
export interface Archive {
  /** Name of the plugin that fills it. */
  plugin: string;
  endpoint: string | undefined;
  /** When the last base backup that came to something ended, ISO 8601; undefined if none did. */
  lastBackup: string | undefined;
  /** How the handing over of changes goes, and how the last base backup went. */
  archiving: Condition | undefined;
  backup: Condition | undefined;
}

/** The archive of a cluster; undefined if it has none. */
export async function archiveOf(
  { metadata, spec, status }: LiveCluster,
  cluster: Cluster,
): Promise<Archive | undefined> {
  const plugin = spec?.plugins?.find(({ isWALArchiver }) => isWALArchiver);
  if (!plugin) return undefined;
  const { barmanObjectName = "", serverName = metadata.name } = plugin.parameters ?? {};
  const { namespace = "default" } = metadata;
  const place = await cluster.get<Place>("ObjectStore", namespace, barmanObjectName);
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type);
  return {
    plugin: plugin.name,
    endpoint: place?.spec?.configuration?.endpointURL,
    lastBackup: place?.status?.serverRecoveryWindow?.[serverName]?.lastSuccessfulBackupTime,
    archiving: condition("ContinuousArchiving"),
    backup: condition("LastBackupSucceeded"),
  };
}

/** Why changes are in no archive; undefined if they are, or if there has been none to archive yet. */
export const unarchivedBy = ({ archiving, endpoint }: Archive): string | undefined =>
  archiving?.status === "False" ? words(endpoint, archiving) : undefined;

/**
 * Why no base backup can be restored; undefined if one can. `again` says that another one would
 * help: the last one failed, or was made before changes were archived, as one is that comes while
 * backups are being turned on, and what it needs to become a whole may be in no archive.
 */
export function notBackedUpBy(archive: Archive): { why: string; again: boolean } | undefined {
  const { archiving, backup, endpoint, lastBackup } = archive;
  if (backup?.status === "False") {
    return { why: words(endpoint, backup), again: backup.reason === "LastBackupFailed" };
  }
  if (!lastBackup) return { why: "none has been made yet", again: false };
  const early = Date.parse(lastBackup) < Date.parse(archiving?.lastTransitionTime ?? "");
  return early ? { why: "the last one is older than the archive", again: true } : undefined;
}

function words(endpoint: string | undefined, { message }: Condition): string {
  // What Barman's programs mean by 2.
  const said = message?.replace(/exit status 2$/, "$& (no connection)");
  return [endpoint && `the object store ${endpoint}`, said].filter(Boolean).join(": ");
}
