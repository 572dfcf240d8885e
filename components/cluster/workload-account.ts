import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { badArgument } from "../shared/errors.ts";
import { ours } from "../shared/identity.ts";

export interface WorkloadAccountArgs {
  /** Name of the ServiceAccount itself. */
  account: string;
  namespace: pulumi.Input<string>;
  /**
   * What the workload may do in its namespace, each rule without a wildcard.
   * @default - nothing: no Role is made
   */
  rules?: k8s.types.input.rbac.v1.PolicyRule[];
}

/** The ServiceAccount of one workload, without a token, and the Role that it needs. */
export class WorkloadAccount extends pulumi.ComponentResource {
  /** What a pod names as its `serviceAccountName`. */
  readonly serviceAccountName: pulumi.Output<string>;

  constructor(name: string, args: WorkloadAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:cluster:WorkloadAccount", name, args, opts);
    const { account, namespace, rules = [] } = args;
    if (JSON.stringify(rules).includes('"*"')) {
      throw badArgument(
        this,
        "rules",
        rules,
        "each group, resource and verb by its name is needed",
      );
    }

    const owned = { parent: this };
    const metadata = { name: account, namespace, labels: ours };
    const made = new k8s.core.v1.ServiceAccount(
      name,
      { metadata, automountServiceAccountToken: false },
      owned,
    );
    if (rules.length > 0) {
      const role = new k8s.rbac.v1.Role(name, { metadata, rules }, owned);
      const roleRef = {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "Role",
        name: role.metadata.name,
      };
      const subjects = [{ kind: "ServiceAccount", name: made.metadata.name, namespace }];
      new k8s.rbac.v1.RoleBinding(name, { metadata, roleRef, subjects }, owned);
    }

    this.serviceAccountName = made.metadata.name;
    this.registerOutputs({ serviceAccountName: this.serviceAccountName });
  }
}
