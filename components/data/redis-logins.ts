import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";

/** Where clients find their password; they log in as Redis's default user. */
export const clientLogin = { name: "redis-login", key: "password" };
/** The exporter's name and password, and the Secret with the server's file of users. */
export const exporterLogin = { name: "redis-exporter-login", user: "exporter" };
export const serverFiles = { name: "redis-server", key: "redis.conf" };

/** What a client does to its data; not what is done to a server, or to all data at once. */
const clientRights = "~* &* +@all -@admin -@dangerous +info";
/** Figures, and the number of slow commands: no key, no value, and no setting. */
const exporterRights =
  "resetkeys resetchannels -@all +ping +info +latency|latest +latency|histogram +slowlog|len";

/** The users that the server knows, by the hashes of their passwords. */
export function usersFile([client, exporter]: [string, string]): string {
  const hash = (password: string) => `#${createHash("sha256").update(password).digest("hex")}`;
  return [
    `user default on ${hash(client)} ${clientRights}`,
    `user ${exporterLogin.user} on ${hash(exporter)} ${exporterRights}`,
    "",
  ].join("\n");
}

/** A password for the clients and one for the exporter, and hashes of both for the server. */
export function makeRedisLogins(
  name: string,
  namespace: string,
  address: string,
  owned: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  const made = (suffix: string) =>
    new random.RandomPassword(`${name}-${suffix}`, { length: 32, special: false }, owned).result;
  const secret = (
    suffix: string,
    called: string,
    stringData: Record<string, pulumi.Input<string>>,
  ) =>
    new k8s.core.v1.Secret(
      `${name}-${suffix}`,
      { metadata: { name: called, namespace, labels: ours }, stringData },
      owned,
    );
  const [client, exporter] = [made("client"), made("exporter")];
  const users = pulumi.all([client, exporter]).apply(usersFile);
  const byAddress = exporter.apply((password) => JSON.stringify({ [address]: password }));
  return [
    secret("client", clientLogin.name, { [clientLogin.key]: client }),
    secret("exporter", exporterLogin.name, { password: exporter, "passwords.json": byAddress }),
    secret("server", serverFiles.name, { [serverFiles.key]: users }),
  ];
}
