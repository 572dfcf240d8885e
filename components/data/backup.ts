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

/** A place in an object store, as CloudNativePG takes it. */
export function objectStore({ endpoint, bucket, secret, folder }: Store) {
  return {
    destinationPath: `s3://${bucket}/`,
    endpointURL: endpoint,
    serverName: folder,
    s3Credentials: {
      accessKeyId: { name: secret, key: storeKeys.id },
      secretAccessKey: { name: secret, key: storeKeys.secret },
    },
    wal: { compression: "gzip" },
    data: { compression: "gzip" },
  };
}

/** What a cluster says of its backups. */
export const backupSpec = (store: Store, { retentionDays }: BackupTerms) => ({
  barmanObjectStore: objectStore(store),
  retentionPolicy: `${retentionDays}d`,
  target: "prefer-standby",
});

/** A base backup at once, and then by the clock. */
export const scheduleSpec = (cluster: string, { schedule }: BackupTerms) => ({
  schedule,
  immediate: true,
  backupOwnerReference: "self",
  method: "barmanObjectStore",
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
  return {
    imageName: image,
    instances: 1,
    enableSuperuserAccess: false,
    bootstrap: { recovery: { source } },
    externalClusters: [{ name: source, barmanObjectStore: objectStore(store) }],
    postgresql: { pg_hba: ["hostnossl all all all reject"] },
    storage: { size: storage, ...(storageClass && { storageClass }) },
    resources,
  };
}
