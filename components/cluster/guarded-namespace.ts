import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { restrictedNamespace } from "../shared/hardening.ts";
import { ours } from "../shared/identity.ts";
import type { Cpu, Memory } from "../shared/quantity.ts";
import { WorkloadAccount } from "./workload-account.ts";

/** The most that the pods of a namespace may claim together. */
export interface Quota {
  cpu: Cpu;
  memory: Memory;
  pods: number;
}

export interface GuardedNamespaceArgs {
  /** Name of the Namespace itself. */
  namespace: string;
  quota: Quota;
  /** Where the pods' DNS answers; the one thing they may all reach. */
  dns: { namespace: string; ports: number[] };
  /** Accounts to make, each with the rules of its Role. */
  accounts: Record<string, k8s.types.input.rbac.v1.PolicyRule[]>;
}

/** A Namespace that admits restricted pods alone, within a quota, and lets none talk but to DNS. */
export class GuardedNamespace extends pulumi.ComponentResource {
  /** Name of the Namespace; depend on the component for its guards to stand. */
  readonly namespace: pulumi.Output<string>;
  /** Names of the accounts by the names that were asked for. */
  readonly accounts: Record<string, pulumi.Output<string>>;
  /** What was declared, for a gate to tell one environment from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: GuardedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:cluster:GuardedNamespace", name, args, opts);
    const { quota, dns, accounts } = args;
    const owned = { parent: this };
    const labels = { ...ours, ...restrictedNamespace };
    const own = new k8s.core.v1.Namespace(
      name,
      { metadata: { name: args.namespace, labels } },
      owned,
    );
    const namespace = own.metadata.name;

    const guards = {
      quota: { hard: hard(quota) },
      limits: { limits: containerLimits },
      "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      dns: { podSelector: {}, policyTypes: ["Egress"], egress: [toDns(dns)] },
    };
    const metadata = (guard: string) => ({ name: guard, namespace, labels: ours });
    const policy = (guard: "default-deny" | "dns") =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${guard}`,
        { metadata: metadata(guard), spec: guards[guard] },
        owned,
      );
    const quotas = { metadata: metadata("quota"), spec: guards.quota };
    const limits = { metadata: metadata("limits"), spec: guards.limits };
    new k8s.core.v1.ResourceQuota(name, quotas, owned);
    new k8s.core.v1.LimitRange(name, limits, owned);
    policy("default-deny");
    policy("dns");

    this.accounts = Object.fromEntries(
      Object.entries(accounts).map(([account, rules]) => [
        account,
        new WorkloadAccount(`${name}-${account}`, { account, namespace, rules }, owned)
          .serviceAccountName,
      ]),
    );
    this.namespace = namespace;
    this.declared = pulumi.output({ namespace: args.namespace, labels, guards, accounts });
    this.registerOutputs({ namespace: this.namespace, accounts: this.accounts });
  }
}

function hard({ cpu, memory, pods }: Quota): Record<string, string> {
  return {
    pods: `${pods}`,
    "requests.cpu": cpu,
    "limits.cpu": cpu,
    "requests.memory": memory,
    "limits.memory": memory,
    "requests.ephemeral-storage": "10Gi",
    "limits.ephemeral-storage": "20Gi",
    persistentvolumeclaims: "10",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

/** For containers that name none of their own. */
const containerLimits = [
  {
    type: "Container",
    default: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "256Mi" },
    defaultRequest: { cpu: "50m", memory: "64Mi", "ephemeral-storage": "64Mi" },
  },
];

function toDns({ namespace, ports: numbers }: GuardedNamespaceArgs["dns"]) {
  const matchLabels = { "kubernetes.io/metadata.name": namespace };
  const ports = numbers.flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port })));
  return { to: [{ namespaceSelector: { matchLabels } }], ports };
}
