import type {
  CheckSpec,
  Fault,
  Login,
  RestoreSpec,
  TextStore,
  VectorsSpec,
} from "../../checks/run/plan.ts";
import { podIdentity } from "../shared/identity.ts";
import { ports } from "./network.ts";
import { type Postgres, clusterName, hostOf } from "./postgres.ts";
import { database, prober, secretName, writer } from "./postgres-roles.ts";
import { type VectorShape, table } from "./vector-schema.ts";

export interface PostgresChecksArgs {
  /** Namespace of the database. */
  namespace: string;
  /** Whose pods may connect, and whose may not. */
  client: { namespace: string; serviceAccountName: string };
  stranger: { namespace: string; serviceAccountName: string };
  images: { nginx: string; postgres: string };
  instances: number;
  timeoutSeconds: number;
  failover: {
    faults: readonly Fault[];
    takeOverSeconds: number;
    switchoverSeconds: number;
    /** Longest wait until every instance is there again. */
    healSeconds: number;
  };
  /**
   * The store's shape, and the trial of its index.
   * @default - there is no store
   */
  vectors?: VectorShape & { trial: VectorsSpec["data"] };
  /**
   * A copy to make of the backups, and what it has to come to.
   * @default - none is made
   */
  drill?: Pick<RestoreSpec, "archiveSeconds" | "rpoSeconds" | "rtoSeconds"> &
    Pick<RestoreSpec["scratch"], "spec">;
}

/** Name of the copy that a drill makes. */
export const copyName = `${clusterName}-drill`;

/** What has to be proved of the database, in this order: the disruptive check comes last. */
export function postgresChecks(
  { workloads, addresses }: Pick<Postgres, "workloads" | "addresses">,
  args: PostgresChecksArgs,
): { name: string; spec: CheckSpec }[] {
  const { namespace, timeoutSeconds, instances, failover, vectors, drill } = args;
  const databases = [{ namespace, name: clusterName }];
  const checks: { name: string; spec: CheckSpec }[] = [
    { name: "database-health", spec: { kind: "health", workloads, databases, timeoutSeconds } },
    { name: "database-connectivity", spec: conversations(addresses, args) },
  ];
  if (vectors) checks.push({ name: "vectors", spec: vectorsSpec(addresses, args, vectors) });
  if (drill) checks.push({ name: "restore", spec: restoreSpec(args, drill) });
  if (instances > 1 && failover.faults.length > 0) {
    checks.push({ name: "database-failover", spec: failoverSpec(args) });
  }
  return checks;
}

function conversations(addresses: Postgres["addresses"], args: PostgresChecksArgs): CheckSpec {
  const { client, stranger, images, timeoutSeconds } = args;
  const at = (address: string) => ({ host: hostOf(address), port: ports.postgres });
  const name = secretName(clusterName, prober);
  const asks = {
    kind: "postgres",
    ...{ image: images.postgres, database },
    user: { name, key: "username" },
    password: { name, key: "password" },
  } as const;
  const refused = { kind: "refused", image: images.nginx } as const;
  const [pooler, primary] = [at(addresses.pooler), at(addresses.primary)];
  return {
    kind: "connectivity",
    from: [
      {
        identity: podIdentity(client),
        probes: [
          { ...asks, ...pooler, name: "client -> pooler -> primary" },
          { ...asks, ...primary, name: "client -> primary" },
        ],
      },
      {
        identity: podIdentity(stranger),
        probes: [
          { ...refused, ...pooler, name: "load generator -> pooler is refused" },
          { ...refused, ...primary, name: "load generator -> primary is refused" },
        ],
      },
    ],
    timeoutSeconds,
  };
}

function failoverSpec({ namespace, client, images, failover }: PostgresChecksArgs): CheckSpec {
  return {
    kind: "failover",
    identity: podIdentity(client),
    image: images.postgres,
    cluster: { namespace, name: clusterName },
    login: roleLogin(prober),
    ...failover,
  };
}

/** Neighbours that a search asks for, as an answer from found texts would. */
const neighbours = 10;

function vectorsSpec(
  { primary }: Postgres["addresses"],
  { client, images, timeoutSeconds }: PostgresChecksArgs,
  { dimensions, m, efConstruction, trial }: NonNullable<PostgresChecksArgs["vectors"]>,
): CheckSpec {
  return {
    kind: "vectors",
    identity: podIdentity(client),
    image: images.postgres,
    ...{ host: hostOf(primary), port: ports.postgres, table, neighbours, dimensions },
    logins: { client: roleLogin(writer), trial: roleLogin(prober) },
    index: { m, efConstruction },
    data: trial,
    timeoutSeconds,
  };
}

/** The store of vectors as its client uses it, for whoever has texts to keep there. */
export function textStore(
  { primary }: Postgres["addresses"],
  image: string,
  { dimensions, trial }: NonNullable<PostgresChecksArgs["vectors"]>,
): TextStore {
  const at = { host: hostOf(primary), port: ports.postgres };
  const { minRecall } = trial;
  return { image, ...at, table, login: roleLogin(writer), dimensions, minRecall };
}

function restoreSpec(
  { namespace, client, images }: PostgresChecksArgs,
  { spec, archiveSeconds, rpoSeconds, rtoSeconds }: NonNullable<PostgresChecksArgs["drill"]>,
): CheckSpec {
  return {
    kind: "restore",
    identity: podIdentity(client),
    image: images.postgres,
    cluster: { namespace, name: clusterName },
    login: roleLogin(prober),
    scratch: { name: copyName, spec },
    ...{ archiveSeconds, rpoSeconds, rtoSeconds },
  };
}

/** How the clients of a role log in. */
export const roleLogin = (role: string): Login => ({
  ...{ database, role },
  secretName: secretName(clusterName, role),
});
