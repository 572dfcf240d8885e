import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import { ours } from "../shared/identity.ts";
import { type Monitor, figuresFor, podMonitor } from "./monitors.ts";
import { podsOf, ports } from "./network.ts";

type Selector = { matchLabels: Record<string, string> };

export interface PostgresFiguresArgs {
  namespace: string;
  /** Name of the cluster. */
  cluster: string;
  /** Who may read them: at least one. */
  monitors: Monitor[];
  /** Whether the kind exists that tells a Prometheus what to read. */
  podMonitors: boolean;
  /** Labels of the pods of the operator, and of the pooler. */
  operator: Selector;
  pooler: Selector;
}

const gauge = (description: string) => ({ usage: "GAUGE", description });
const counter = (description: string) => ({ usage: "COUNTER", description });
const label = (description: string) => ({ usage: "LABEL", description });

/**
 * What an instance is asked beside what CloudNativePG itself tells of it: what says that data is in
 * danger, or that clients are about to be refused.
 */
const queries = {
  shakedown_sessions: {
    query:
      "select count(*) as open, current_setting('max_connections')::int as allowed, " +
      "count(*) filter (where wait_event = 'SyncRep') as waiting_for_standby " +
      "from pg_stat_activity where backend_type = 'client backend'",
    metrics: [
      { open: gauge("Sessions of clients") },
      { allowed: gauge("Sessions that the server takes") },
      { waiting_for_standby: gauge("Commits that wait until a standby has them") },
    ],
  },
  shakedown_standbys: {
    primary: true,
    query:
      "select count(*) filter (where state = 'streaming') as streaming, " +
      "count(*) filter (where sync_state in ('sync', 'quorum')) as synchronous " +
      "from pg_stat_replication",
    metrics: [
      { streaming: gauge("Standbys that follow the primary") },
      { synchronous: gauge("Standbys whose word a commit may wait for") },
    ],
  },
  shakedown_replay: {
    query:
      "select case when pg_is_in_recovery() " +
      "and pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn() then " +
      "coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0) " +
      "else 0 end as lag_seconds",
    metrics: [{ lag_seconds: gauge("Age of what a standby still has to replay") }],
  },
  shakedown_archive: {
    primary: true,
    query:
      "select archived_count as archived, failed_count as failed, " +
      "(select count(*) from pg_ls_archive_statusdir() where name like '%.ready') as waiting " +
      "from pg_stat_archiver",
    metrics: [
      { archived: counter("Files that were handed to the archive") },
      { failed: counter("Attempts to hand a file to the archive that failed") },
      { waiting: gauge("Files that wait for the archive; they stay on the volume") },
    ],
  },
  shakedown_database: {
    primary: true,
    query:
      "select datname, pg_database_size(oid) as bytes from pg_database where datallowconn " +
      "and not datistemplate",
    metrics: [{ datname: label("Name of the database") }, { bytes: gauge("Its size") }],
  },
};

/** All of it is told outside the application's database, too. */
const asked = Object.fromEntries(
  Object.entries(queries).map(([name, query]) => [
    name,
    { ...query, target_databases: ["postgres"] },
  ]),
);

/** Figures of a database, its poolers and its operator, for named monitors alone. */
export class PostgresFigures extends pulumi.ComponentResource {
  /** Where an instance finds what it is asked. */
  readonly queries: { name: string; key: string };

  constructor(name: string, args: PostgresFiguresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:PostgresFigures", name, args, opts);
    const { namespace, cluster, monitors, podMonitors, operator, pooler } = args;
    const owned = { parent: this };
    const metadata = (at: string) => ({ name: at, namespace, labels: ours });
    const wall = (at: string, podSelector: Selector, ...open: number[]) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-to-${at}`,
        {
          metadata: metadata(`${cluster}-figures-${at}`),
          spec: { podSelector, policyTypes: ["Ingress"], ingress: figuresFor(monitors, ...open) },
        },
        owned,
      );
    wall("database", podsOf(cluster), ports.figures.postgres, ports.figures.pooler);
    wall("operator", operator, ports.figures.operator);
    this.queries = { name: `${cluster}-figures`, key: "queries" };
    new k8s.core.v1.ConfigMap(
      name,
      {
        // With this label an instance takes a changed list.
        metadata: { ...metadata(this.queries.name), labels: { ...ours, "cnpg.io/reload": "true" } },
        data: { [this.queries.key]: stringify(asked) },
      },
      owned,
    );
    const instances = { matchLabels: { ...podsOf(cluster).matchLabels, ...instance } };
    const watched = { instances, pooler, operator };
    for (const [at, selector] of podMonitors ? Object.entries(watched) : []) {
      podMonitor(`${name}-of-${at}`, metadata(`${cluster}-${at}`), selector, owned);
    }
    this.registerOutputs({});
  }
}

/** Label of the pods of a cluster that are PostgreSQL, and no pooler or job. */
const instance = { "cnpg.io/podRole": "instance" };
