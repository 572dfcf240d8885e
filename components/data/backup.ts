import { resources } from "../shared/pod.ts";
import type { Memory } from "../shared/quantity.ts";

/** Where backups go, and how to get in. */
export interface Store {
  /** Of its S3 interface, such as `https://s3.example.com`. */
  endpoint: string;
  bucket: string;
  /** Secret beside the database, with the keys of `storeKeys`. */
  secret: string;
  /** Folder of this database: another one that is made in its place begins anew. */
  folder: string;
}

export interface BackupTerms {
  /** Base backups, as cron with seconds. */
  schedule: string;
  /** How far back a point in time may lie. */
  retentionDays: number;
  /** Longest time until a change is archived. */
  archiveSeconds: number;
}

/** Names of the two halves of a credential in a store's Secret. */
export const storeKeys = { id: "accessKeyId", secret: "secretAccessKey" };

/** CloudNativePG's plugin that copies to object stores, by Barman's programs. */
const plugin = "barman-cloud.cloudnative-pg.io";

/** Name of the place in an object store, beside the database. */
export const placeName = "backups";

/** A place in an object store, as the plugin takes it. */
export const placeSpec = (
  { endpoint, bucket, secret }: Store,
  { retentionDays }: Pick<BackupTerms, "retentionDays">,
) => ({
  configuration: {
    destinationPath: `s3://${bucket}/`,
    endpointURL: endpoint,
    s3Credentials: {
      accessKeyId: { name: secret, key: storeKeys.id },
      secretAccessKey: { name: secret, key: storeKeys.secret },
    },
    wal: { compression: "gzip" },
    data: { compression: "gzip" },
  },
  retentionPolicy: `${retentionDays}d`,
  instanceSidecarConfiguration: {
    // A program starts for each file, and its start is work: a take-over waits for several.
    resources: resources({ cpuRequest: "20m", cpuLimit: "1", memory: "256Mi" }),
  },
});

/** What a cluster says of its backups. */
export const backupSpec = ({ folder }: Store) => ({
  plugins: [{ name: plugin, isWALArchiver: true, parameters: place(folder) }],
  backup: { target: "prefer-standby" },
});

const place = (folder: string) => ({ barmanObjectName: placeName, serverName: folder });

/** A base backup at once, and then by the clock. */
export const scheduleSpec = (cluster: string, { schedule }: BackupTerms) => ({
  schedule,
  immediate: true,
  backupOwnerReference: "self",
  method: "plugin",
  pluginConfiguration: { name: plugin },
  cluster: { name: cluster },
});

/** A cluster made of another's backups, as it was at a point in time. */
export function restoredSpec(
  {
    image,
    storage,
    storageClass,
    resources,
  }: { image: string; storage: Memory; storageClass?: string; resources: object },
  store: Store,
) {
  const source = "origin";
  const parameters = place(store.folder);
  return {
    imageName: image,
    instances: 1,
    enableSuperuserAccess: false,
    bootstrap: { recovery: { source } },
    externalClusters: [{ name: source, plugin: { name: plugin, parameters } }],
    // It reads what others archived, and archives nothing. A folder of its own keeps it from
    // deciding how long their backups are kept.
    plugins: [{ name: plugin, isWALArchiver: false, parameters: { barmanObjectName: placeName } }],
    postgresql: { pg_hba: ["hostnossl all all all reject"] },
    storage: { size: storage, ...(storageClass && { storageClass }) },
    resources,
  };
}
