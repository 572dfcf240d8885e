import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";

/** Name of the database. */
export const database = "app";
/** Owns the database's tables and changes their shape; nobody uses it to serve. */
export const owner = "app_owner";
/** Reads and writes rows, and no more. */
export const writer = "app";
/** Reads rows. */
export const reader = "app_reader";
/** The checks' own: it has a schema to itself and sees nothing of the application. */
export const prober = "prober";

/**
 * What is run as superuser once the database has been made. Roles get their passwords later, from
 * their Secrets; until then nobody can use them.
 */
export const firstStatements = [
  "CREATE EXTENSION vector",
  ...[writer, reader, prober].map((role) => `CREATE ROLE ${role} NOLOGIN`),
  `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  `GRANT CONNECT ON DATABASE ${database} TO ${writer}, ${reader}, ${prober}`,
  `GRANT TEMPORARY ON DATABASE ${database} TO ${prober}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT SELECT ON TABLES TO ${reader}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} ` +
    `GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${writer}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT USAGE ON SEQUENCES TO ${writer}`,
  `CREATE SCHEMA ${prober} AUTHORIZATION ${prober}`,
];

/**
 * Roles as CloudNativePG keeps them, each with the password that its Secret holds. What is not said
 * is denied, such as to be superuser; to deny it in words would have the operator strike them out,
 * and quarrel with the next update over the list.
 */
export function managedRoles(cluster: string) {
  return [writer, reader, prober].map((name) => ({
    name,
    ensure: "present",
    login: true,
    inherit: true,
    connectionLimit: -1,
    passwordSecret: { name: secretName(cluster, name) },
  }));
}

/** The Secret with the password of a role. */
export const secretName = (cluster: string, role: string) =>
  `${cluster}-${role.replaceAll("_", "-")}-login`;

/** A password for each role: a Secret beside the database, and one where its clients are. */
export function makeLogins(
  name: string,
  cluster: string,
  places: { database: string; clients: string },
  owned: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  return [owner, writer, reader, prober].flatMap((username) => {
    const resource = `${name}-${username.replaceAll("_", "-")}`;
    const length = { length: 32, special: false };
    const password = new random.RandomPassword(resource, length, owned);
    const stringData = { username, password: password.result };
    const secret = (at: string, namespace: string, labels: Record<string, string>) => {
      const metadata = { name: secretName(cluster, username), namespace, labels };
      const type = "kubernetes.io/basic-auth";
      return new k8s.core.v1.Secret(at, { metadata, type, stringData }, owned);
    };
    // With this label the operator changes the role when the Secret changes.
    const beside = secret(resource, places.database, { ...ours, "cnpg.io/reload": "true" });
    if (username === owner) return [beside];
    return [beside, secret(`${resource}-client`, places.clients, ours)];
  });
}
