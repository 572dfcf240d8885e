import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec, VectorsSpec } from "../../checks/run/plan.ts";
import type { Images } from "../shared/versions.ts";
import type { Memory } from "../shared/quantity.ts";
import { type BackupTerms, restoredSpec } from "./backup.ts";
import { BackupStore, type GivenStore, placeOf } from "./backup-store.ts";
import { Backups } from "./backups.ts";
import { type Definition, Definitions, readDefinitions } from "./definitions.ts";
import { type LiveCluster, pathOf } from "./live-cluster.ts";
import { type ApiEndpoints, podsOf } from "./network.ts";
import { type PostgresChecksArgs, copyName, postgresChecks } from "./postgres-checks.ts";
import { instanceResources } from "./postgres-spec.ts";
import { Postgres, type PostgresArgs, clusterName, hostOf } from "./postgres.ts";
import type { VectorShape } from "./vector-schema.ts";
import { VectorStore } from "./vector-store.ts";

export interface DataServicesArgs extends Pick<
  PostgresChecksArgs,
  "namespace" | "client" | "stranger"
> {
  images: Images;
  /** What the cluster says of itself. */
  facts: { api: ApiEndpoints; apiGroups: string[] };
  checks: { timeoutSeconds: number };
  instances: number;
  postgres: PostgresArgs["size"] &
    Pick<PostgresArgs, "storage" | "storageClass" | "poolers"> & {
      /** Services beside the checks' own client that may connect. */
      clients: string[];
      failover: PostgresChecksArgs["failover"];
    };
  /** The vector store; none for vectors without dimensions. */
  vectors: VectorShape & { trial: VectorsSpec["data"] };
  backup: BackupTerms & {
    enabled: boolean;
    /** Size of the volume of the store that is made where none is given. */
    storage: Memory;
    store?: GivenStore;
    /** Whether a restore is tried each time the checks run. */
    drill: boolean;
    rpoSeconds: number;
    rtoSeconds: number;
  };
  /** Whether the database outlives `pulumi destroy`. */
  protect: boolean;
  definitions: Definition[];
  live?: LiveCluster;
}

/**
 * What is read before the data services can be declared: their kinds, what runs of them, and the
 * settings of backups, whose credential is a secret from here on.
 */
export async function readData(
  { postgres, backup }: { postgres: { definitions: string }; backup: DataServicesArgs["backup"] },
  namespace: string,
  read: (path: string) => Promise<unknown>,
): Promise<Pick<DataServicesArgs, "definitions" | "live" | "backup">> {
  const { store } = backup;
  const hidden = store && {
    ...store,
    accessKeyId: pulumi.secret(store.accessKeyId),
    secretAccessKey: pulumi.secret(store.secretAccessKey),
  };
  return {
    backup: { ...backup, store: hidden },
    definitions: await readDefinitions(postgres.definitions),
    live: (await read(pathOf(namespace, clusterName))) as LiveCluster | undefined,
  };
}

/** Where a stack keeps what it must not lose. */
export class DataServices extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`. */
  readonly addresses: Record<string, string>;
  /** What has to be proved of the services, in this order. */
  readonly checks: { name: string; spec: CheckSpec }[];
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: DataServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:DataServices", name, recorded(args), opts);
    const { namespace, images, facts, client, live, instances, protect, vectors, backup } = args;
    const fixedUsers = !facts.apiGroups.includes("security.openshift.io");
    const { clients, failover, cpuRequest, cpuLimit, memory, ...asked } = args.postgres;
    const size = { cpuRequest, cpuLimit, memory };
    const kinds = new Definitions(
      `${name}-definitions`,
      { definitions: args.definitions },
      { parent: this },
    );
    const place = backup.enabled ? placeOf(namespace, backup.store) : undefined;
    const backupStore =
      place &&
      new BackupStore(
        `${name}-backup-store`,
        {
          ...{ namespace, fixedUsers, image: images.versitygw, given: backup.store },
          ...{ storage: backup.storage, storageClass: asked.storageClass },
          clients: [podsOf(clusterName).every, podsOf(copyName).every],
        },
        { parent: this },
      );
    const reach = {
      namespace: client.namespace,
      identities: [...new Set([client.serviceAccountName, ...clients])],
    };
    const postgres = new Postgres(
      `${name}-postgres`,
      {
        ...{ ...asked, namespace, images, live, instances, protect, api: facts.api, fixedUsers },
        clients: reach,
        size,
        ...(place && { backup: { ...place, terms: backup } }),
      },
      { parent: this, dependsOn: backupStore ? [kinds, backupStore] : [kinds] },
    );
    const backups =
      place &&
      new Backups(
        `${name}-backups`,
        {
          ...{ namespace, cluster: clusterName, copy: copyName, terms: backup, peer: place.peer },
          ...{ operator: postgres.operator, api: facts.api, clients: reach },
        },
        { parent: this, dependsOn: postgres },
      );
    const { pooler, primary } = postgres.addresses;
    const store =
      vectors.dimensions > 0
        ? new VectorStore(
            `${name}-vectors`,
            {
              ...{ namespace, fixedUsers, image: images.postgres, shape: vectors },
              ...{ cluster: clusterName, host: hostOf(primary) },
            },
            { parent: this, dependsOn: postgres },
          )
        : undefined;
    this.addresses = { postgres: pooler, "postgres-primary": primary };
    const copied = {
      ...asked,
      image: images.clusteredPostgres,
      resources: instanceResources(size),
    };
    this.checks = postgresChecks(
      {
        addresses: postgres.addresses,
        workloads: [...postgres.workloads, ...(backupStore?.workloads ?? [])],
      },
      {
        ...{ ...args, failover, vectors: store && vectors },
        timeoutSeconds: args.checks.timeoutSeconds,
        drill:
          place && backup.drill
            ? { ...backup, spec: restoredSpec(copied, place.store) }
            : undefined,
      },
    );
    const parts = [kinds, backupStore, postgres, backups, store];
    this.declared = pulumi.output(parts.map((part) => part?.declared));
    this.registerOutputs({ addresses: this.addresses });
  }
}

/**
 * The arguments that the state keeps: the definitions, long as they are, stand there already, and
 * what the cluster says of itself just now is no argument of the next update.
 */
const recorded = ({ definitions, live: _, facts: __, ...rest }: DataServicesArgs) => ({
  ...rest,
  definitions: definitions.map(({ metadata }) => metadata.name),
});
