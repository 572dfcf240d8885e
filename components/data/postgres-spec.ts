import { apart, probes } from "../shared/pod.ts";
import { type Memory, bytes } from "../shared/quantity.ts";
import { newFirst } from "../shared/rollout.ts";
import { type BackupTerms, type Store, backupSpec } from "./backup.ts";
import { ports } from "./network.ts";
import { type Steps, database, firstStatements, managedRoles, owner } from "./postgres-roles.ts";

type Selector = Parameters<typeof apart>[0];

export interface ClusterArgs {
  image: string;
  instances: number;
  storage: Memory;
  storageClass?: string;
  size: { cpuRequest: string; cpuLimit: string; memory: Memory };
  /** @default - no backups */
  backup?: { store: Store; terms: BackupTerms };
  /**
   * ConfigMap and key of what instances are asked for their figures.
   * @default - what CloudNativePG tells by itself
   */
  queries?: { name: string; key: string };
  /** Steps of rotation that the credentials have taken. */
  steps: Steps;
}

/** The cluster as CloudNativePG takes it. */
export function clusterSpec(name: string, args: ClusterArgs) {
  const { image, instances, storage, storageClass, size, backup, queries, steps } = args;
  return {
    imageName: image,
    instances,
    bootstrap: {
      initdb: {
        ...{ database, owner, dataChecksums: true, encoding: "UTF8" },
        postInitApplicationSQL: firstStatements,
      },
    },
    enableSuperuserAccess: false,
    managed: { roles: managedRoles(name, steps) },
    postgresql: {
      parameters: {
        max_connections: "100",
        // A commit waits for a standby, so a standby must not wait 5 s to look for its new primary.
        wal_retrieve_retry_interval: "500ms",
        shared_buffers: `${Math.floor(bytes(size.memory) / 4 / 2 ** 20)}MB`,
        ...(backup && { archive_timeout: `${backup.terms.archiveSeconds}s` }),
      },
      pg_hba: ["hostnossl all all all reject"],
      ...(instances > 1 && { synchronous: synchronous(instances) }),
    },
    storage: { size: storage, ...(storageClass && { storageClass }) },
    resources: instanceResources(size),
    ...(backup && backupSpec(backup.store)),
    ...(queries && { monitoring: { customQueriesConfigMap: [queries] } }),
    affinity: {
      enablePodAntiAffinity: true,
      topologyKey: "kubernetes.io/hostname",
      podAntiAffinityType: instances > 1 ? "required" : "preferred",
    },
    enablePDB: instances > 1,
    primaryUpdateStrategy: "unsupervised",
    primaryUpdateMethod: "switchover",
    ...quickTakeOver,
  };
}

/** A commit waits for one standby; with fewer than two standbys no quorum of them can be proved. */
function synchronous(instances: number) {
  const failoverQuorum = instances > 2;
  return { method: "any", number: 1, dataDurability: "required", failoverQuorum };
}

/**
 * A primary that shuts down stops at once to take writes. One that vanished is replaced once its
 * lease has gone three seconds without renewal; a primary that is slow to renew is replaced by
 * nobody, so a busy machine causes no failover. Nor does it pass for an isolated one: that check
 * asks patiently. One that has come up is asked every second whether it has, not every ten: the
 * next one joins after it, and it counts as whole.
 */
const quickTakeOver = {
  smartShutdownTimeout: 0,
  switchoverDelay: 30,
  primaryLease: { leaseDurationSeconds: 3, renewDeadlineSeconds: 2, retryPeriodSeconds: 1 },
  probes: {
    startup: { periodSeconds: 1 },
    liveness: { isolationCheck: { enabled: true, requestTimeout: 3000, connectionTimeout: 3000 } },
  },
};

/** The poolers as CloudNativePG takes them: many clients share a few connections, all over TLS. */
export function poolerSpec(cluster: string, instances: number, image: string, selector: Selector) {
  const size = { cpuRequest: "50m", cpuLimit: "1", memory: "64Mi" as Memory };
  const listens = { tcpSocket: { port: ports.postgres } };
  // The operator adds the third: whether the pooler takes connections.
  const { startupProbe, livenessProbe } = probes(listens, listens, listens);
  return {
    cluster: { name: cluster },
    instances,
    type: "rw",
    deploymentStrategy: newFirst,
    pgbouncer: {
      image,
      poolMode: "transaction",
      parameters: {
        client_tls_sslmode: "require",
        default_pool_size: "20",
        max_client_conn: "500",
        max_prepared_statements: "200",
        server_connect_timeout: "3",
        server_login_retry: "1",
      },
    },
    template: {
      metadata: { labels: { "app.kubernetes.io/part-of": "shakedown" } },
      spec: {
        affinity: apart(selector),
        containers: [
          {
            name: "pgbouncer",
            resources: resources(size, { request: "256Mi", limit: "512Mi" }),
            ...{ startupProbe, livenessProbe },
          },
        ],
      },
    },
  };
}

export const instanceResources = (size: ClusterArgs["size"]) =>
  resources(size, { request: "256Mi", limit: "1Gi" });

function resources(
  { cpuRequest, cpuLimit, memory }: ClusterArgs["size"],
  scratch: { request: Memory; limit: Memory },
) {
  return {
    requests: { cpu: cpuRequest, memory, "ephemeral-storage": scratch.request },
    limits: { cpu: cpuLimit, memory, "ephemeral-storage": scratch.limit },
  };
}
