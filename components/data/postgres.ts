import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { badArgument } from "../shared/errors.ts";
import { ours } from "../shared/identity.ts";
import type { Clients } from "../shared/network.ts";
import { type Memory, bytes } from "../shared/quantity.ts";
import type { Images } from "../shared/versions.ts";
import { disruptionBudget } from "../shared/rollout.ts";
import { type LiveCluster, refusal } from "./live-cluster.ts";
import type { Monitor } from "./monitors.ts";
import type { BackupTerms, Store } from "./backup.ts";
import {
  type ApiEndpoints,
  type StorePeer,
  clientPolicy,
  clusterRules,
  podsOf,
} from "./network.ts";
import { Operator } from "./operator.ts";
import { PostgresFigures } from "./postgres-figures.ts";
import { clusterSpec, poolerSpec } from "./postgres-spec.ts";
import { type Logins, makeLogins } from "./postgres-logins.ts";
import { type Steps, noSteps } from "./postgres-roles.ts";

export interface PostgresArgs {
  /** Namespace of the database and of its operator. */
  namespace: string;
  images: Pick<Images, "cloudnativePg" | "clusteredPostgres" | "barmanCloud" | "pgbouncer">;
  /** Where the API server answers; operator and instances work through it. */
  api: ApiEndpoints;
  /** Who may connect. */
  clients: Clients;
  /** Who may read figures. */
  monitors: Monitor[];
  /** Whether the kind exists that tells a Prometheus what to read. */
  podMonitors: boolean;
  /** Each on a node of its own; from two on, no commit is acknowledged before another has it. */
  instances: number;
  /** Size of the volume of each instance; it can grow. */
  storage: Memory;
  /** @default - the cluster's default class */
  storageClass?: string;
  size: { cpuRequest: string; cpuLimit: string; memory: Memory };
  /** Copies of the connection pooler. */
  poolers: number;
  /** Whether pods name their users: OpenShift gives each namespace its own. */
  fixedUsers: boolean;
  /** @default - no backups */
  backup?: { store: Store; terms: BackupTerms; peer: StorePeer };
  /** Steps of rotation that the credentials have taken. */
  steps: Steps;
  /** Whether the cluster, and so what it depends on, outlives `pulumi destroy`. */
  protect: boolean;
  /** The cluster as it is now, for changes to be refused that would harm its data. */
  live?: LiveCluster;
}

/** Name of the cluster, and the beginning of its Services' names. */
export const clusterName = "postgres";

/** PostgreSQL with replicas that take over, connection poolers, and the operator of both. */
export class Postgres extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`: through the pooler, and to the primary itself. */
  readonly addresses: { pooler: string; primary: string };
  /** Deployments that have to be healthy. */
  readonly workloads: { kind: "Deployment"; namespace: string; name: string }[];
  /** Labels of the operator's pods. */
  readonly operator: { matchLabels: Record<string, string> };
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;
  /** What a rotation of each credential changes. */
  readonly rotated: Logins["resources"];

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    // How the cluster is just now is no argument of the next update, nor is which login is in use.
    const { live, steps, ...kept } = args;
    super("shakedown:data:Postgres", name, kept, opts);
    const { namespace, images, instances, clients, monitors, api, fixedUsers } = args;
    const image = images.clusteredPostgres;
    const refused = live && refusal(live, { image, storage: args.storage });
    if (refused) throw badArgument(this, refused.argument, refused.value, refused.need);
    if (bytes(args.size.memory) < bytes("256Mi")) {
      throw badArgument(this, "memory", args.size.memory, "PostgreSQL needs at least 256Mi");
    }

    const owned = { parent: this };
    const metadata = { name: clusterName, namespace, labels: ours };
    const operator = new Operator(
      `${name}-operator`,
      {
        ...{ namespace, api, fixedUsers, image: images.cloudnativePg, cluster: clusterName },
        replicas: instances > 1 ? 2 : 1,
        backups: args.backup && images.barmanCloud,
      },
      owned,
    );
    const policies = this.letTalk(name, args, operator.selector);
    const places = { database: namespace, clients: clients.namespace };
    const logins = makeLogins(name, { cluster: clusterName, places, steps }, owned);
    const figures = monitors.length > 0 ? [this.figures(name, args, operator.selector)] : [];
    const asked = { ...args, image, queries: figures[0]?.queries };
    const spec = clusterSpec(clusterName, asked);
    const cluster = new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "postgresql.cnpg.io/v1",
        kind: "Cluster",
        metadata: {
          ...metadata,
          annotations: { ...annotations("condition=Ready"), ...(!args.backup && unarchived) },
        },
        spec,
      },
      {
        ...owned,
        dependsOn: [operator, policies, ...logins.secrets, ...figures],
        protect: args.protect,
      },
    );
    this.rotated = withEach(logins.resources, cluster);
    this.operator = operator.selector;
    const poolers = poolerSpec(clusterName, args.poolers, images.pgbouncer, poolerPods);
    const pooler = this.pool(name, args, poolers, cluster);

    const host = (service: string) => `${service}.${namespace}.svc:5432`;
    this.addresses = { pooler: host(poolerName), primary: host(`${clusterName}-rw`) };
    this.workloads = [operator.workload, { kind: "Deployment", namespace, name: poolerName }];
    // A rotation proves itself: it is nothing that the checks would have to prove again.
    const specs = [clusterSpec(clusterName, { ...asked, steps: noSteps }), poolers];
    const uids = [cluster, pooler].map((each) => each.id);
    this.declared = pulumi.output({ specs, clients, monitors, operator: operator.declared, uids });
    this.registerOutputs({ addresses: this.addresses });
  }

  /** Lets the pods of the cluster talk as they have to, and its clients reach them. */
  private letTalk(name: string, args: PostgresArgs, operator: Operator["selector"]) {
    const { namespace, clients, api } = args;
    const owned = { parent: this };
    const spec = {
      podSelector: podsOf(clusterName),
      policyTypes: ["Ingress", "Egress"],
      ...clusterRules(clusterName, operator, api, clients, args.backup?.peer),
    };
    const metadata = { name: clusterName, namespace, labels: ours };
    for (const identity of clients.identities) {
      new k8s.networking.v1.NetworkPolicy(
        `${name}-from-${identity}`,
        {
          metadata: {
            name: `${identity}-to-${clusterName}`,
            namespace: clients.namespace,
            labels: ours,
          },
          spec: clientPolicy(identity, clusterName, namespace),
        },
        owned,
      );
    }
    return new k8s.networking.v1.NetworkPolicy(name, { metadata, spec }, owned);
  }

  private figures(name: string, args: PostgresArgs, operator: Operator["selector"]) {
    const { namespace, monitors, podMonitors } = args;
    return new PostgresFigures(
      `${name}-figures`,
      {
        ...{ namespace, cluster: clusterName, monitors, podMonitors, operator },
        pooler: poolerPods,
      },
      { parent: this },
    );
  }

  private pool(name: string, args: PostgresArgs, spec: object, cluster: pulumi.Resource) {
    const { namespace, poolers } = args;
    const metadata = { name: poolerName, namespace, labels: ours };
    if (poolers > 1) disruptionBudget(`${name}-pooler`, metadata, poolerPods, { parent: this });
    const wait = `jsonpath={.status.instances}=${poolers}`;
    return new k8s.apiextensions.CustomResource(
      `${name}-pooler`,
      {
        apiVersion: "postgresql.cnpg.io/v1",
        kind: "Pooler",
        metadata: { ...metadata, annotations: annotations(wait) },
        spec,
      },
      { parent: this, dependsOn: cluster },
    );
  }
}

/** Where changes go to no archive, none is to be asked: a new primary tells the operator of each try. */
const unarchived = { "cnpg.io/skipWalArchiving": "enabled" };

function withEach(resources: Logins["resources"], further: pulumi.CustomResource) {
  const all = Object.entries(resources).map(([role, own]) => [role, [...own, further]]);
  return Object.fromEntries(all) as Logins["resources"];
}

/** Host of an address such as `host:5432`. */
export const hostOf = (address: string) => address.slice(0, address.lastIndexOf(":"));

/** Name of the pooler's Deployment and Service. */
export const poolerName = `${clusterName}-pooler`;
const poolerPods = { matchLabels: { "cnpg.io/poolerName": poolerName } };

/**
 * What an object waits for when it is made; and it goes before what it owns, because the operator
 * makes that anew for as long as the object is there. The operator fills in what is not said, as its
 * own: said later, it would be a conflict.
 */
const annotations = (wait: string) => ({
  "pulumi.com/waitFor": wait,
  "pulumi.com/patchForce": "true",
  "pulumi.com/deletionPropagationPolicy": "background",
});
