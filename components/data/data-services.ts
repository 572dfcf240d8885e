import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec, Credential, TextStore, VectorsSpec } from "../../checks/run/plan.ts";
import type { Images } from "../shared/versions.ts";
import type { Memory } from "../shared/quantity.ts";
import { type BackupTerms, type Store, restoredSpec } from "./backup.ts";
import { BackupStore, type GivenStore, placeOf } from "./backup-store.ts";
import { Backups } from "./backups.ts";
import { type Definition, Definitions, readDefinitions } from "./definitions.ts";
import { type LiveCluster, namesUsers, readCluster } from "./live-cluster.ts";
import { knowsPodMonitors } from "./monitors.ts";
import { type ApiEndpoints, podsOf } from "./network.ts";
import { type CredentialsArgs, credentialsOf } from "./postgres-credentials.ts";
import { type PostgresChecksArgs, copyName, postgresChecks, textStore } from "./postgres-checks.ts";
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
    Pick<PostgresArgs, "storage" | "storageClass" | "poolers" | "monitors"> & {
      /** Services beside the checks' own client that may connect. */
      clients: string[];
      failover: PostgresChecksArgs["failover"];
      rotation: CredentialsArgs["rotation"];
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
  {
    postgres,
    backup: { definitions, ...backup },
  }: {
    postgres: { definitions: string };
    backup: DataServicesArgs["backup"] & { definitions: string };
  },
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
    definitions: [
      ...(await readDefinitions("data.postgres.definitions", postgres.definitions)),
      ...(backup.enabled ? await readDefinitions("data.backup.definitions", definitions) : []),
    ],
    live: await readCluster(namespace, clusterName, read),
  };
}

/** Where a stack keeps what it must not lose. */
export class DataServices extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`. */
  readonly addresses: Record<string, string>;
  /** What has to be proved of the services, in this order. */
  readonly checks: { name: string; spec: CheckSpec }[];
  /** Credentials that can be rotated, by name. */
  readonly credentials: pulumi.Output<Record<string, Credential>>;
  /** Where texts are kept with their vectors, if anywhere. */
  readonly texts: TextStore | undefined;
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: DataServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:DataServices", name, recorded(args), opts);
    const { namespace, facts, backup, definitions } = args;
    const { rotation, ...asked } = args.postgres;
    const place = backup.enabled ? placeOf(namespace, backup.store) : undefined;
    const kinds = new Definitions(`${name}-definitions`, { definitions }, { parent: this });
    const backupStore = place && this.backupStore(name, args, kinds);
    const postgres = new Postgres(
      `${name}-postgres`,
      {
        ...{ ...asked, size: sizeOf(args), clients: clientsOf(args) },
        ...{ namespace, images: args.images, live: args.live, instances: args.instances },
        steps: rotation.steps,
        podMonitors: knowsPodMonitors(facts),
        ...{ protect: args.protect, api: facts.api, fixedUsers: namesUsers(args.facts) },
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
          ...{ operator: postgres.operator, api: facts.api, clients: clientsOf(args) },
        },
        { parent: this, dependsOn: postgres },
      );
    const vectors = shapeOf(args) && this.vectors(name, args, postgres);
    this.texts = vectors && textStore(postgres.addresses, args.images.postgres, args.vectors);

    const { pooler, primary } = postgres.addresses;
    this.addresses = { postgres: pooler, "postgres-primary": primary };
    const workloads = [...postgres.workloads, ...(backupStore?.workloads ?? [])];
    this.checks = proofs(args, { addresses: postgres.addresses, workloads }, place?.store);
    this.credentials = credentialsOf(postgres, {
      ...{ ...args, vectors: shapeOf(args), rotation },
    });
    const parts = [kinds, backupStore, postgres, backups, vectors];
    this.declared = pulumi.output(parts.map((part) => part?.declared));
    this.registerOutputs({ addresses: this.addresses });
  }

  private backupStore(name: string, args: DataServicesArgs, kinds: Definitions): BackupStore {
    const { namespace, images, backup, postgres } = args;
    return new BackupStore(
      `${name}-backup-store`,
      {
        ...{ namespace, fixedUsers: namesUsers(args.facts), image: images.versitygw },
        ...{ given: backup.store, storage: backup.storage, storageClass: postgres.storageClass },
        terms: { retentionDays: backup.retentionDays },
        clients: [podsOf(clusterName), podsOf(copyName)],
      },
      { parent: this, dependsOn: kinds },
    );
  }

  private vectors(name: string, args: DataServicesArgs, postgres: Postgres): VectorStore {
    const { namespace, images, vectors } = args;
    return new VectorStore(
      `${name}-vectors`,
      {
        ...{
          namespace,
          fixedUsers: namesUsers(args.facts),
          image: images.postgres,
          shape: vectors,
        },
        ...{ cluster: clusterName, host: hostOf(postgres.addresses.primary) },
      },
      { parent: this, dependsOn: postgres },
    );
  }
}

const shapeOf = ({ vectors }: DataServicesArgs) => (vectors.dimensions > 0 ? vectors : undefined);

const sizeOf = ({ postgres: { cpuRequest, cpuLimit, memory } }: DataServicesArgs) => ({
  ...{ cpuRequest, cpuLimit, memory },
});

const clientsOf = ({ client, postgres }: DataServicesArgs) => ({
  namespace: client.namespace,
  identities: [...new Set([client.serviceAccountName, ...postgres.clients])],
});

/** What has to be proved of what was declared. */
function proofs(
  args: DataServicesArgs,
  declared: Parameters<typeof postgresChecks>[0],
  store?: Store,
): DataServices["checks"] {
  const { postgres, backup, images, checks } = args;
  const resources = instanceResources(sizeOf(args));
  const copied = { ...postgres, image: images.clusteredPostgres, resources };
  return postgresChecks(declared, {
    ...args,
    failover: postgres.failover,
    timeoutSeconds: checks.timeoutSeconds,
    vectors: shapeOf(args),
    drill: store && backup.drill ? { ...backup, spec: restoredSpec(copied, store) } : undefined,
  });
}

/**
 * The arguments that the state keeps: the definitions, long as they are, stand there already, and
 * what the cluster says of itself just now, or which login is in use, is none of the next update.
 */
const recorded = ({ definitions, live: _, facts: __, ...rest }: DataServicesArgs) => ({
  ...rest,
  postgres: { ...rest.postgres, rotation: undefined },
  definitions: definitions.map(({ metadata }) => metadata.name),
});
