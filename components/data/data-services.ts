import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec, VectorsSpec } from "../../checks/run/plan.ts";
import type { Images } from "../shared/versions.ts";
import { type Definition, Definitions, readDefinitions } from "./definitions.ts";
import { type LiveCluster, pathOf } from "./live-cluster.ts";
import type { ApiEndpoints } from "./network.ts";
import { type PostgresChecksArgs, postgresChecks } from "./postgres-checks.ts";
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
  /** Whether the database outlives `pulumi destroy`. */
  protect: boolean;
  definitions: Definition[];
  live?: LiveCluster;
}

/** What is read before the data services can be declared: their kinds, and what runs of them. */
export async function readData(
  { postgres }: { postgres: { definitions: string } },
  namespace: string,
  read: (path: string) => Promise<unknown>,
): Promise<Pick<DataServicesArgs, "definitions" | "live">> {
  return {
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
    const { namespace, images, facts, client, live, instances, protect, vectors } = args;
    const fixedUsers = !facts.apiGroups.includes("security.openshift.io");
    const { clients, failover, cpuRequest, cpuLimit, memory, ...asked } = args.postgres;
    const kinds = new Definitions(
      `${name}-definitions`,
      { definitions: args.definitions },
      { parent: this },
    );
    const postgres = new Postgres(
      `${name}-postgres`,
      {
        ...{ ...asked, namespace, images, live, instances, protect, api: facts.api },
        clients: {
          namespace: client.namespace,
          identities: [...new Set([client.serviceAccountName, ...clients])],
        },
        size: { cpuRequest, cpuLimit, memory },
        fixedUsers,
      },
      { parent: this, dependsOn: kinds },
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
    this.checks = postgresChecks(postgres, {
      ...{ ...args, failover, vectors: store && vectors },
      timeoutSeconds: args.checks.timeoutSeconds,
    });
    this.declared = pulumi.output([kinds.declared, postgres.declared, store?.declared]);
    this.registerOutputs({ addresses: this.addresses });
  }
}

/**
 * The arguments that the state keeps: the definitions, long as they are, stand there already, and
 * how the cluster is just now is no argument of the next update.
 */
const recorded = ({ definitions, live: _, ...rest }: DataServicesArgs) => ({
  ...rest,
  definitions: definitions.map(({ metadata }) => metadata.name),
});
