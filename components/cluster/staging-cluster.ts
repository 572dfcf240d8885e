import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterAccess } from "../../checks/run/plan.ts";
import { GuardedNamespace, type GuardedNamespaceArgs } from "./guarded-namespace.ts";

export interface StagingClusterArgs {
  access: ClusterAccess;
  /** Where the pods' DNS answers. */
  dns: GuardedNamespaceArgs["dns"];
  /** Namespaces to make, by the word the program calls them. */
  namespaces: Record<string, Omit<GuardedNamespaceArgs, "dns">>;
}

/** An existing cluster, made fit for staging: guarded namespaces, and the way to declare in them. */
export class StagingCluster extends pulumi.ComponentResource {
  readonly provider: k8s.Provider;
  readonly namespaces: Record<string, GuardedNamespace>;
  /** What was declared, for a gate to tell one environment from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: StagingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:cluster:StagingCluster", name, args, opts);
    const { access, dns, namespaces } = args;
    this.provider = new k8s.Provider(
      name,
      {
        kubeconfig: access.kubeconfig,
        context: access.context,
        clusterIdentifier: access.context ?? "current", // a moved kubeconfig is the same cluster
        enableServerSideApply: true,
        enableSecretMutable: true, // a Secret that pods read must not be away while it changes
      },
      { parent: this },
    );

    const owned = { parent: this, provider: this.provider };
    this.namespaces = Object.fromEntries(
      Object.entries(namespaces).map(([word, asked]) => [
        word,
        new GuardedNamespace(`${name}-${word}`, { ...asked, dns }, owned),
      ]),
    );
    this.declared = pulumi.output(Object.values(this.namespaces).map(({ declared }) => declared));
    this.registerOutputs({});
  }
}
