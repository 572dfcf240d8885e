import type { CheckSpec, Fault, PodIdentity } from "../../checks/run/plan.ts";
import { identityLabel } from "../shared/identity.ts";
import { ports } from "./network.ts";
import { clusterName, type Postgres } from "./postgres.ts";
import { database, prober, secretName } from "./postgres-roles.ts";

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
}

/** What has to be proved of the database, in this order: the disruptive check comes last. */
export function postgresChecks(
  { workloads, addresses }: Pick<Postgres, "workloads" | "addresses">,
  args: PostgresChecksArgs,
): { name: string; spec: CheckSpec }[] {
  const { timeoutSeconds, instances, failover } = args;
  const checks: { name: string; spec: CheckSpec }[] = [
    { name: "database-health", spec: { kind: "health", workloads, timeoutSeconds } },
    { name: "database-connectivity", spec: conversations(addresses, args) },
  ];
  if (instances > 1 && failover.faults.length > 0) {
    checks.push({ name: "database-failover", spec: failoverSpec(args) });
  }
  return checks;
}

function conversations(addresses: Postgres["addresses"], args: PostgresChecksArgs): CheckSpec {
  const { client, stranger, images, timeoutSeconds } = args;
  const at = (address: string) => ({ host: address.slice(0, -5), port: ports.postgres });
  const login = { database, user: prober, password: passwordOf(prober) };
  const asks = { kind: "postgres", image: images.postgres, ...login } as const;
  const refused = { kind: "refused", image: images.nginx } as const;
  const [pooler, primary] = [at(addresses.pooler), at(addresses.primary)];
  return {
    kind: "connectivity",
    from: [
      {
        identity: identityOf(client),
        probes: [
          { ...asks, ...pooler, name: "client -> pooler -> primary" },
          { ...asks, ...primary, name: "client -> primary" },
        ],
      },
      {
        identity: identityOf(stranger),
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
    identity: identityOf(client),
    image: images.postgres,
    cluster: { namespace, name: clusterName },
    login: { database, user: prober, password: passwordOf(prober) },
    ...failover,
  };
}

const passwordOf = (role: string) => ({ name: secretName(clusterName, role), key: "password" });

function identityOf(account: PostgresChecksArgs["client"]): PodIdentity {
  return { ...account, labels: { [identityLabel]: account.serviceAccountName } };
}
