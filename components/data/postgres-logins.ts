import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";
import {
  type Role,
  type Steps,
  database,
  loginOf,
  owner,
  roles,
  secretName,
  slots,
} from "./postgres-roles.ts";
import { type Slot, standingAfter } from "./standing.ts";

export interface LoginsArgs {
  /** Name of the cluster that they open. */
  cluster: string;
  /** Namespaces of the database and of its clients. */
  places: { database: string; clients: string };
  steps: Steps;
}

/** The Secrets of all logins, and which resources a rotation of a role changes. */
export interface Logins {
  secrets: k8s.core.v1.Secret[];
  resources: Record<Role, pulumi.CustomResource[]>;
}

/**
 * Passwords for the two logins of each role, each in a Secret beside the database; and the login
 * that is to be used in one where the role's clients are.
 */
export function makeLogins(
  name: string,
  args: LoginsArgs,
  owned: pulumi.CustomResourceOptions,
): Logins {
  const made = roles.map((role) => [role, loginsOf(name, role, args, owned)] as const);
  return {
    secrets: made.flatMap(([, { secrets }]) => secrets),
    resources: Object.fromEntries(
      made.map(([role, { passwords, secrets }]) => [role, [...passwords, ...secrets]]),
    ) as unknown as Logins["resources"],
  };
}

function loginsOf(
  name: string,
  role: Role,
  { cluster, places, steps }: LoginsArgs,
  owned: pulumi.CustomResourceOptions,
) {
  const { given, logins } = standingAfter(steps[role]);
  const resource = (suffix: string) => `${name}-${role.replaceAll("_", "-")}-${suffix}`;
  const password = (slot: Slot) => {
    const keepers = { generation: `${logins[slot].generation}` };
    const options = { length: 32, special: false, keepers };
    return new random.RandomPassword(resource(slot), options, owned);
  };
  const passwords = { a: password("a"), b: password("b") };
  // Before roles had two logins, the owner's Secret was one that lies beside the database.
  const aliases = [{ name: `${name}-${role.replaceAll("_", "-")}` }];
  const aliased = (at: string) => (role === owner && at === "client" ? { aliases } : {});
  const secret = (at: string, metadata: { name: string; namespace: string }, slot: Slot) => {
    const stringData = keysOf(loginOf(role, slot), passwords[slot].result);
    const labels = at === "client" ? ours : { ...ours, ...reloaded };
    const type = "kubernetes.io/basic-auth";
    const args = { metadata: { ...metadata, labels }, type, stringData };
    return new k8s.core.v1.Secret(resource(at), args, { ...owned, ...aliased(at) });
  };
  const beside = slots.map((slot) => {
    const login = secretName(cluster, loginOf(role, slot));
    return secret(slot, { name: login, namespace: places.database }, slot);
  });
  const namespace = role === owner ? places.database : places.clients;
  const client = secret("client", { name: secretName(cluster, role), namespace }, given);
  return { passwords: Object.values(passwords), secrets: [...beside, client] };
}

/** With this label the operator changes the role when the Secret changes. */
const reloaded = { "cnpg.io/reload": "true" };

/** Name of the service in the file below. */
export const service = database;

/** Name and password apart, and in a file of libpq's, which is never half the old and half the new. */
const keysOf = (username: string, password: pulumi.Output<string>) => ({
  username,
  password,
  "pg_service.conf": pulumi.interpolate`[${service}]
dbname=${database}
user=${username}
password=${password}
sslmode=require
`,
});
