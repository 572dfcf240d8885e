import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { ours } from "../shared/identity.ts";
import { type Memory, bytes } from "../shared/quantity.ts";
import type { ServiceArgs } from "./frontend.ts";
import { Microservice } from "./microservice.ts";
import { pods } from "../shared/network.ts";
import { type Size, probes, resources, scratch, secretFiles } from "../shared/pod.ts";

export interface CacheArgs extends Omit<ServiceArgs, "size"> {
  size: Omit<Size, "memory">;
  /** Memory the data may fill before the least recently used keys are evicted. */
  maxMemory: Memory;
}

export const cachePort = 6379;

/** Where the password lies: in a Secret that pods mount as a file. */
export const cachePassword = { name: "cache-password", key: "password" };

/** A single Redis that forgets when it restarts. */
export class Cache extends pulumi.ComponentResource {
  readonly service: Microservice;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:Cache", name, args, opts);
    const { namespace, serviceAccountName } = args;
    const owned = { parent: this };
    const password = new random.RandomPassword(name, { length: 32, special: false }, owned);
    const metadata = { name: cachePassword.name, namespace, labels: ours };
    const stringData = {
      [cachePassword.key]: password.result,
      "redis.conf": pulumi.interpolate`requirepass ${password.result}\n`,
    };
    const secret = new k8s.core.v1.Secret(name, { metadata, stringData }, owned);

    this.service = new Microservice(
      name,
      {
        service: "cache",
        app: "redis",
        namespace,
        serviceAccountName,
        userId: 10103,
        container: container(args),
        volumes: [secretFiles("password", cachePassword.name), scratch("data", "64Mi")],
        conversations: { clients: [pods("backend")], port: cachePort },
      },
      { parent: this, dependsOn: secret },
    );
    this.registerOutputs({ address: this.service.address });
  }
}

function container({ image, size, maxMemory }: CacheArgs) {
  const limit = Math.ceil(bytes(maxMemory) * 1.25) + bytes("16Mi"); // fragmentation, and the program
  const files = "/run/secrets/shakedown";
  const ping = `REDISCLI_AUTH="$(cat ${files}/password)" redis-cli ping | grep -q PONG`;
  const listens = { tcpSocket: { port: cachePort } };
  const inMemory = ["--save", "", "--appendonly", "no", "--dir", "/data"];
  const eviction = ["--maxmemory", `${bytes(maxMemory)}`, "--maxmemory-policy", "allkeys-lru"];
  return {
    name: "redis",
    image,
    command: ["redis-server", `${files}/redis.conf`, ...eviction, ...inMemory],
    ports: [{ name: "main", containerPort: cachePort }],
    ...probes(listens, { exec: { command: ["sh", "-c", ping] } }, listens),
    resources: resources({ ...size, memory: `${limit}` }),
    volumeMounts: [
      { name: "password", mountPath: files, readOnly: true },
      { name: "data", mountPath: "/data" },
    ],
  };
}
