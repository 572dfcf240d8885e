import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { WorkloadRef } from "../../checks/run/plan.ts";
import { badArgument } from "../shared/errors.ts";
import { identity, identityLabel } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import { type Conversations, policyFor } from "../shared/network.ts";
import { type PodArgs, podSpec } from "../shared/pod.ts";
import { disruptionBudget, rolling } from "../shared/rollout.ts";

export interface MicroserviceArgs extends Omit<PodArgs, "selector"> {
  /** Name of the workload, its Service and its identity towards others. */
  service: string;
  /** The program it runs. */
  app: string;
  namespace: string;
  conversations: Conversations;
  /** @default 1 */
  replicas?: number;
  /**
   * Port of the Service.
   * @default - the port of the pods
   */
  servicePort?: number;
  /**
   * Storage of its own for each replica, mounted by the container as volume `data`.
   * @default - none: a Deployment
   */
  claim?: { storage: Memory; storageClass?: string };
}

/** One service of a stack: its pods, its address, who may talk to it, how it is disrupted. */
export class Microservice extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`. */
  readonly address: pulumi.Output<string>;
  readonly workload: WorkloadRef;
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: MicroserviceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:Microservice", name, args, opts);
    const { service, app, namespace, conversations, replicas = 1, claim } = args;
    const { servicePort = conversations.port } = args;
    if (claim && replicas > 1) {
      throw badArgument(this, "replicas", replicas, "1 is needed with storage of its own");
    }

    const owned = { parent: this };
    const { metadata: common, selector } = identity(name, app, namespace);
    const metadata = { name: service, ...common };
    const labels = { ...common.labels, "app.kubernetes.io/component": service };
    const template = {
      metadata: { labels: { ...labels, [identityLabel]: service } },
      spec: podSpec({ ...args, selector }),
    };
    const matching = { replicas, selector: { matchLabels: selector }, template };
    const policy = policyFor(service, conversations);
    const ports = [{ name: "main", port: servicePort, targetPort: conversations.port }];

    new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, owned);
    const made = claim
      ? new k8s.apps.v1.StatefulSet(
          name,
          { metadata, spec: stateful(matching, args) },
          // Another template would be another StatefulSet, and the volume would go with this one.
          { ...owned, ignoreChanges: ["spec.volumeClaimTemplates"] },
        )
      : new k8s.apps.v1.Deployment(name, { metadata, spec: rolling(matching) }, owned);
    const front = new k8s.core.v1.Service(name, { metadata, spec: { selector, ports } }, owned);
    if (replicas > 1) {
      disruptionBudget(name, metadata, { matchLabels: selector }, owned);
    }

    this.address = pulumi.interpolate`${front.metadata.name}.${namespace}.svc:${servicePort}`;
    this.workload = { kind: claim ? "StatefulSet" : "Deployment", namespace, name: service };
    this.declared = pulumi.output({ matching, claim, policy, ports, uid: made.metadata.uid });
    this.registerOutputs({ address: this.address });
  }
}

function stateful(matching: Parameters<typeof rolling>[0], { service, claim }: MicroserviceArgs) {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: claim?.storageClass,
    resources: { requests: { storage: claim!.storage } },
  };
  return {
    ...matching,
    serviceName: service,
    updateStrategy: { type: "RollingUpdate" },
    revisionHistoryLimit: 3,
    volumeClaimTemplates: [{ metadata: { name: "data" }, spec }],
    // Its namespace may stay, for the sake of others: nobody would know the password to what it holds.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
  } satisfies k8s.types.input.apps.v1.StatefulSetSpec;
}
