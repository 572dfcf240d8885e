import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import { type BackupTerms, type Store, placeName, placeSpec, storeKeys } from "./backup.ts";
import { type StorePeer, storePods } from "./network.ts";
import { ObjectStore, storePort } from "./object-store.ts";

/** An object store that is there already. */
export interface GivenStore {
  endpoint: string;
  bucket: string;
  folder: string;
  /** Addresses that the endpoint has. */
  cidr: string;
  accessKeyId: pulumi.Input<string>;
  secretAccessKey: pulumi.Input<string>;
}

export interface BackupStoreArgs {
  namespace: string;
  image: string;
  /** @default - an S3 server is made on a volume of the size `storage` */
  given?: GivenStore;
  terms: Pick<BackupTerms, "retentionDays">;
  storage: Memory;
  storageClass?: string;
  /** Labels of the pods that may connect. */
  clients: { matchLabels: Record<string, string> }[];
  fixedUsers: boolean;
}

const secretName = "backup-store";

/** Where backups go: plain values, for what is declared and what is checked alike. */
export function placeOf(namespace: string, given?: GivenStore): { store: Store; peer: StorePeer } {
  if (given) {
    const { endpoint, bucket, folder, cidr } = given;
    const { protocol, port } = new URL(endpoint);
    return {
      store: { endpoint, bucket, folder, secret: secretName },
      peer: {
        to: [{ ipBlock: { cidr } }],
        port: Number(port) || (protocol === "https:" ? 443 : 80),
      },
    };
  }
  const endpoint = `http://object-store.${namespace}.svc:${storePort}`;
  return {
    store: { endpoint, bucket: "backups", folder: "postgres", secret: secretName },
    peer: { to: [{ podSelector: storePods }], port: storePort },
  };
}

/** The credential of an object store, and the store itself where none is given. */
export class BackupStore extends pulumi.ComponentResource {
  readonly workloads: ObjectStore["workload"][];
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: BackupStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:BackupStore", name, args, opts);
    const { namespace, given, terms, ...rest } = args;
    const owned = { parent: this };
    const made = (half: string) =>
      new random.RandomPassword(`${name}-${half}`, { length: 32, special: false }, owned).result;
    const stringData = given
      ? { [storeKeys.id]: given.accessKeyId, [storeKeys.secret]: given.secretAccessKey }
      : { [storeKeys.id]: made("id"), [storeKeys.secret]: made("secret") };
    // With this label the operator hands a changed credential on.
    const labels = { ...ours, "cnpg.io/reload": "true" };
    const metadata = { name: secretName, namespace, labels };
    const secret = new k8s.core.v1.Secret(
      name,
      { metadata, stringData: pulumi.secret(stringData) },
      owned,
    );
    const server = given
      ? undefined
      : new ObjectStore(
          `${name}-server`,
          { ...rest, namespace, secret: secret.metadata.name },
          owned,
        );
    this.workloads = server ? [server.workload] : [];
    const { store } = placeOf(namespace, given);
    const spec = placeSpec(store, terms);
    new k8s.apiextensions.CustomResource(
      `${name}-place`,
      {
        apiVersion: "barmancloud.cnpg.io/v1",
        kind: "ObjectStore",
        metadata: { name: placeName, namespace, labels: ours },
        spec,
      },
      { ...owned, dependsOn: secret },
    );
    this.declared = pulumi.output({ store, spec, server: server?.declared });
    this.registerOutputs({});
  }
}
