import type * as k8s from "@pulumi/kubernetes";

import { type Clients, everyPodOf, pods, podsIn, tcp } from "../shared/network.ts";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Rules = Pick<k8s.types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress">;
type Selector = { matchLabels: Record<string, string> };

/** Where PostgreSQL and its pooler listen, where an instance tells how it is, and figures are read. */
export const ports = {
  ...{ postgres: 5432, status: 8000 },
  figures: { postgres: 9187, pooler: 9127, operator: 8080 },
};

/** Where the API server answers behind its Service. */
export interface ApiEndpoints {
  addresses: string[];
  ports: number[];
}

const peers = (...selectors: Selector[]): Peer[] =>
  selectors.map((podSelector) => ({ podSelector }));

/** Labels that CloudNativePG gives to the pods of a cluster: instances, their jobs, poolers. */
export const podsOf = (cluster: string) => ({ matchLabels: { "cnpg.io/cluster": cluster } });

/** A rule that lets pods call the API server, and no other address. */
function toApi({ addresses, ports }: ApiEndpoints) {
  const to = addresses.map((address) => ({
    ipBlock: { cidr: `${address}/${address.includes(":") ? 128 : 32}` },
  }));
  return { to, ports: tcp(...ports) };
}

/** The conversations of an operator: with the API server and the instances. */
export function operatorRules(cluster: string, api: ApiEndpoints): Rules {
  const instances = { to: peers(podsOf(cluster)), ports: tcp(ports.status) };
  return { egress: [toApi(api), instances] };
}

/** Labels of the pods of an object store in the stack. */
export const storePods = { matchLabels: { "app.kubernetes.io/name": "object-store" } };

/** Where backups go: an object store in the same namespace, or a range of addresses. */
export type StorePeer = { to: Peer[]; port: number };

/**
 * The conversations of a cluster's pods: among themselves, with their operator and the API server,
 * and with the named clients.
 */
export function clusterRules(
  cluster: string,
  operator: Selector,
  api: ApiEndpoints,
  clients: Clients,
  store?: StorePeer,
): Rules {
  const own = peers(podsOf(cluster));
  const from = clients.identities.map((identity) => podsIn(clients.namespace, identity));
  return {
    ingress: [
      { from: own, ports: tcp(ports.postgres, ports.status) },
      { from: peers(operator), ports: tcp(ports.status) },
      ...(from.length > 0 ? [{ from, ports: tcp(ports.postgres) }] : []),
    ],
    egress: [
      toApi(api),
      { to: own, ports: tcp(ports.postgres, ports.status) },
      ...(store ? [{ to: store.to, ports: tcp(store.port) }] : []),
    ],
  };
}

/** The policy on the other side: a client may call the cluster's pods in `namespace`. */
export function clientPolicy(identity: string, cluster: string, namespace: string) {
  const to = [{ podSelector: podsOf(cluster), ...everyPodOf(namespace) }];
  return {
    ...pods(identity),
    policyTypes: ["Egress"],
    egress: [{ to, ports: tcp(ports.postgres) }],
  };
}
