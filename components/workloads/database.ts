import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import type { ServiceArgs } from "./frontend.ts";
import { Microservice } from "./microservice.ts";
import { pods } from "../shared/network.ts";
import { probes, resources, scratch, secretFiles } from "../shared/pod.ts";

export interface DatabaseArgs extends ServiceArgs {
  storage: Memory;
  /**
   * Storage class of the volume.
   * @default - the cluster's default class
   */
  storageClass?: string;
}

export const databasePort = 5432;

/** Name of the database and of its user. */
export const databaseUser = "app";

/** Where the password lies: in a Secret that pods mount as a file. */
export const databasePassword = { name: "database-password", key: "password" };

/** A single PostgreSQL with a volume and a password of its own. */
export class Database extends pulumi.ComponentResource {
  readonly service: Microservice;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:Database", name, args, opts);
    const { namespace, serviceAccountName, storage, storageClass } = args;
    const owned = { parent: this };
    const password = new random.RandomPassword(name, { length: 32, special: false }, owned);
    const metadata = { name: databasePassword.name, namespace, labels: ours };
    const stringData = { [databasePassword.key]: password.result };
    const secret = new k8s.core.v1.Secret(name, { metadata, stringData }, owned);

    this.service = new Microservice(
      name,
      {
        service: "database",
        app: "postgres",
        namespace,
        serviceAccountName,
        userId: 999, // initdb needs a user with a name: the image's own
        container: container(args),
        volumes: [
          secretFiles("password", databasePassword.name),
          scratch("run", "16Mi"),
          scratch("tmp", "64Mi"),
        ],
        claim: { storage, storageClass },
        conversations: { clients: [pods("backend")], port: databasePort },
      },
      { parent: this, dependsOn: secret },
    );
    this.registerOutputs({ address: this.service.address });
  }
}

function container({ image, size }: DatabaseArgs) {
  // Over TCP: the server that the first start runs for itself listens on a socket alone.
  const asked = ["pg_isready", "-q", "-h", "127.0.0.1", "-U", databaseUser, "-d", databaseUser];
  const accepts = { exec: { command: asked } };
  return {
    name: "postgres",
    image,
    args: ["-c", "shared_buffers=64MB", "-c", "max_connections=100"],
    env: [
      { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
      { name: "POSTGRES_USER", value: databaseUser },
      { name: "POSTGRES_DB", value: databaseUser },
      { name: "POSTGRES_PASSWORD_FILE", value: "/run/secrets/shakedown/password" },
    ],
    ports: [{ name: "main", containerPort: databasePort }],
    ...probes(accepts, accepts, { tcpSocket: { port: databasePort } }),
    resources: resources(size),
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/postgresql/data" },
      { name: "password", mountPath: "/run/secrets/shakedown", readOnly: true },
      { name: "run", mountPath: "/var/run/postgresql" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}
