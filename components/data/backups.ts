import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ours } from "../shared/identity.ts";
import type { Clients } from "../shared/network.ts";
import { type BackupTerms, scheduleSpec } from "./backup.ts";
import {
  type ApiEndpoints,
  type StorePeer,
  clientPolicy,
  clusterRules,
  operatorRules,
  podsOf,
} from "./network.ts";

export interface BackupsArgs {
  namespace: string;
  /** Name of the cluster that is backed up, and of the copy that a drill makes of it. */
  cluster: string;
  copy: string;
  terms: BackupTerms;
  /** Labels of the operator's pods. */
  operator: { matchLabels: Record<string, string> };
  api: ApiEndpoints;
  clients: Clients;
  peer: StorePeer;
}

/** Base backups of a cluster, at once and by the clock, and what lets a copy of it be tried. */
export class Backups extends pulumi.ComponentResource {
  /** What was declared, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:Backups", name, args, opts);
    const { namespace, cluster, copy, terms, operator, api, clients, peer } = args;
    const owned = { parent: this };
    const spec = scheduleSpec(cluster, terms);
    new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "postgresql.cnpg.io/v1",
        kind: "ScheduledBackup",
        metadata: { name: cluster, namespace, labels: ours },
        spec,
      },
      owned,
    );
    const policy = (
      suffix: string,
      at: string,
      walls: k8s.types.input.networking.v1.NetworkPolicySpec,
    ) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${suffix}`,
        { metadata: { name: `${copy}-${suffix}`, namespace: at, labels: ours }, spec: walls },
        owned,
      );
    const policyTypes = ["Ingress", "Egress"];
    policy("copy", namespace, {
      podSelector: podsOf(copy),
      policyTypes,
      ...clusterRules(copy, operator, api, clients, peer),
    });
    policy("operator", namespace, {
      podSelector: operator,
      policyTypes: ["Egress"],
      ...operatorRules(copy, api),
    });
    for (const identity of clients.identities) {
      policy(`from-${identity}`, clients.namespace, clientPolicy(identity, copy, namespace));
    }
    this.declared = pulumi.output({ spec });
    this.registerOutputs({});
  }
}
