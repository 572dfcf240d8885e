import * as pulumi from "@pulumi/pulumi";

import type { Credential } from "../../checks/run/plan.ts";
import { podIdentity } from "../shared/identity.ts";
import { ports } from "./network.ts";
import type { Logins } from "./postgres-logins.ts";
import { service } from "./postgres-logins.ts";
import { type PostgresChecksArgs, roleLogin } from "./postgres-checks.ts";
import {
  type Role,
  type Steps,
  loginOf,
  owner,
  prober,
  reader,
  roles,
  secretName,
  writer,
} from "./postgres-roles.ts";
import { type Postgres, clusterName, hostOf } from "./postgres.ts";
import { standingAfter } from "./standing.ts";
import { table } from "./vector-schema.ts";
import { schemaIdentity } from "./vector-store.ts";

type Account = PostgresChecksArgs["client"];

export interface CredentialsArgs extends Pick<
  PostgresChecksArgs,
  "namespace" | "client" | "images" | "vectors"
> {
  rotation: { graceSeconds: number; steps: Steps };
}

/** What a rotation changes, by role, and how it is proved that nobody notices. */
export function credentialsOf(
  { addresses, rotated }: { addresses: Postgres["addresses"]; rotated: Logins["resources"] },
  args: CredentialsArgs,
): pulumi.Output<Record<string, Credential>> {
  const asked = roles.flatMap((role) => {
    const ask = requestOf(role, args);
    if (!ask) return [];
    const urns = pulumi.all(rotated[role].map(({ urn }) => urn));
    const spec = specOf(role, ask, addresses, args);
    const steps = args.rotation.steps[role];
    return [[role, urns.apply((targets) => ({ spec, steps, targets }))] as const];
  });
  return pulumi.all(Object.fromEntries(asked));
}

function specOf(
  role: Role,
  { account, statement }: Request,
  addresses: Postgres["addresses"],
  { namespace, images, rotation }: CredentialsArgs,
): Credential["spec"] {
  const { from, to } = standingAfter(rotation.steps[role]);
  const name = loginOf(role, to);
  return {
    kind: "rotation",
    identity: podIdentity(account),
    image: images.postgres,
    cluster: { namespace, name: clusterName },
    login: roleLogin(role),
    from: loginOf(role, from),
    to: { name, secretName: secretName(clusterName, name) },
    ways: [
      { name: "pooler", host: hostOf(addresses.pooler), port: ports.postgres },
      { name: "primary", host: hostOf(addresses.primary), port: ports.postgres },
    ],
    ...{ statement, service },
    graceSeconds: rotation.graceSeconds,
  };
}

interface Request {
  account: Account;
  statement: string;
}

/** A request that takes the rights of the role; none where nobody could make it. */
function requestOf(
  role: Role,
  { client, namespace, vectors }: CredentialsArgs,
): Request | undefined {
  const transaction = "select pg_current_xact_id()";
  switch (role) {
    case prober:
      return { account: client, statement: transaction };
    case reader:
      return {
        account: client,
        statement: vectors ? `select id from ${table} limit 1` : transaction,
      };
    case writer:
      return { account: client, statement: vectors ? writes(vectors.dimensions) : transaction };
    case owner:
      // Only the Job of the store is let through to the database as its owner.
      return vectors && ownsOf(namespace);
  }
}

/** A row comes and goes in one transaction. */
const writes = (dimensions: number) =>
  `begin; insert into ${table} (content, embedding) ` +
  `values ('shakedown', array_fill(1, array[${dimensions}])::vector); ` +
  `delete from ${table} where id = (select lastval()); commit`;

const ownsOf = (namespace: string): Request => ({
  account: { namespace, serviceAccountName: schemaIdentity },
  statement: `comment on table ${table} is null`,
});
