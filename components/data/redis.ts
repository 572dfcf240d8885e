import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { CacheRef } from "../shared/cache.ts";
import { badArgument } from "../shared/errors.ts";
import { identity, identityLabel } from "../shared/identity.ts";
import { pods, policyFor } from "../shared/network.ts";
import { type Monitor, figuresFor, podMonitor } from "./monitors.ts";
import { clientLogin, makeRedisLogins } from "./redis-logins.ts";
import { type RedisPodArgs, exporterAddress, ports, redisPod } from "./redis-pod.ts";
import { type LiveVolume, claimSpec, volumeName, volumeRefusal } from "./redis-volume.ts";

export interface RedisArgs extends Omit<RedisPodArgs, "selector"> {
  namespace: string;
  /** Identities of the pods of its namespace that may connect. */
  clients: string[];
  /** Who may read the figures. */
  monitors: Monitor[];
  /** Whether the kind exists that tells a Prometheus what to read. */
  podMonitors: boolean;
  /** The volume as it is now, for changes to be refused that would harm its data. */
  live?: LiveVolume;
}

/** Name of the workload, its Service and its identity towards others. */
const app = "redis";

/**
 * One Redis that evicts what is used least once its memory is full. It has no PodDisruptionBudget:
 * that of a single pod would keep its node from being drained, and a cache may be away.
 */
export class Redis extends pulumi.ComponentResource {
  /** What its clients have to know. */
  readonly reference: CacheRef;
  /** Where clients connect, and where figures are read, as `host:port`. */
  readonly addresses: { redis: string; "redis-metrics": string };
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    const { live, ...kept } = args; // how the volume is just now is no argument of the next update
    super("shakedown:data:Redis", name, kept, opts);
    const { namespace, persistence } = args;
    const refused = live && volumeRefusal(live, persistence);
    if (refused) throw badArgument(this, refused.argument, refused.value, refused.need);

    const owned = { parent: this };
    const { metadata: common, selector } = identity(name, app, namespace);
    const metadata = { name: app, ...common };
    const logins = makeRedisLogins(name, namespace, exporterAddress, owned);
    const volume = persistence.enabled ? [this.#volume(name, args, common)] : [];
    const policy = policyOf(args);
    const walls = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, owned);
    const labels = { ...common.labels, "app.kubernetes.io/component": app, [identityLabel]: app };
    const spec = {
      replicas: 1,
      serviceName: app,
      podManagementPolicy: "Parallel", // a pod that never became ready does not block its successor
      updateStrategy: { type: "RollingUpdate" },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec: redisPod({ ...args, selector }) },
    };
    // Of a Deployment there would be two at times, each with data of its own.
    const made = new k8s.apps.v1.StatefulSet(
      name,
      { metadata, spec },
      { ...owned, dependsOn: [...logins, ...volume, walls] },
    );
    const open = [
      { name: "main", port: ports.redis, targetPort: "main" },
      { name: "metrics", port: ports.metrics, targetPort: "metrics" },
    ];
    new k8s.core.v1.Service(name, { metadata, spec: { selector, ports: open } }, owned);

    if (args.podMonitors && args.monitors.length > 0) {
      podMonitor(name, metadata, { matchLabels: selector }, owned);
    }

    const host = `${app}.${namespace}.svc`;
    const workload = { kind: "StatefulSet", namespace, name: app } as const;
    this.reference = { host, port: ports.redis, password: clientLogin, identity: app, workload };
    this.addresses = {
      redis: `${host}:${ports.redis}`,
      "redis-metrics": `${host}:${ports.metrics}`,
    };
    this.declared = pulumi.output({ spec, policy, open, persistence, uid: made.metadata.uid });
    this.registerOutputs({ addresses: this.addresses });
  }

  /** A claim beside the workload, and not a template in it: a template can never grow. */
  #volume(name: string, { persistence }: RedisArgs, common: { labels: Record<string, string> }) {
    const annotations = { "pulumi.com/skipAwait": "true" }; // it is bound when its pod comes
    const metadata = { ...common, name: volumeName, annotations };
    return new k8s.core.v1.PersistentVolumeClaim(
      name,
      { metadata, spec: claimSpec(persistence) },
      { parent: this },
    );
  }
}

function policyOf({ clients, monitors }: RedisArgs) {
  const { ingress = [], ...policy } = policyFor(app, {
    clients: clients.map(pods),
    port: ports.redis,
  });
  return { ...policy, ingress: [...(ingress as object[]), ...figuresFor(monitors, ports.metrics)] };
}
