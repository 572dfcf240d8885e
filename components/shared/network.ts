import type * as k8s from "@pulumi/kubernetes";

import { identityLabel } from "./identity.ts";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** A port of pods that a workload may call. */
export interface Server {
  to: Peer;
  port: number;
}

/** The pods that carry `identity`, in the policy's own namespace. */
export function pods(identity: string) {
  return { podSelector: { matchLabels: { [identityLabel]: identity } } };
}

/** The pods that carry `identity`, in another namespace than the policy's own. */
export function podsIn(namespace: string, identity: string): Peer {
  return { ...pods(identity), ...everyPodOf(namespace) };
}

/** Pods of another namespace that may connect, by the identity they carry. */
export interface Clients {
  namespace: string;
  identities: string[];
}

export const tcp = (...numbers: number[]) => numbers.map((port) => ({ protocol: "TCP", port }));

/** Every pod of a namespace. */
export function everyPodOf(namespace: string): Peer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } };
}

export interface Conversations {
  /** Who may connect to `port`. */
  clients: Peer[];
  port: number;
  /**
   * Whom the workload may call.
   * @default - nobody but DNS
   */
  servers?: Server[];
}

/** Allows a workload's conversations and, being policies of their own, nothing else. */
export function policyFor(
  identity: string,
  { clients, port, servers = [] }: Conversations,
): k8s.types.input.networking.v1.NetworkPolicySpec {
  const egress = servers.map((server) => ({ to: [server.to], ports: tcp(server.port) }));
  return {
    ...pods(identity),
    policyTypes: servers.length > 0 ? ["Ingress", "Egress"] : ["Ingress"],
    ingress: [{ from: clients, ports: tcp(port) }],
    ...(servers.length > 0 && { egress }),
  };
}
