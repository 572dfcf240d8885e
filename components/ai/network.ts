import type * as k8s from "@pulumi/kubernetes";

import { type Clients, everyPodOf, pods, podsIn, tcp } from "../shared/network.ts";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

/** Lets the named clients call these ports of `identity`; being the only rule, nobody else. */
export function admission(identity: string, clients: Clients, ports: number[]) {
  const from = clients.identities.map((each) => podsIn(clients.namespace, each));
  return { ...pods(identity), policyTypes: ["Ingress"], ingress: [{ from, ports: tcp(...ports) }] };
}

/** The rule on the other side: a client may call these ports of a peer. */
export function permission(identity: string, to: Peer[], ports: number[]) {
  return { ...pods(identity), policyTypes: ["Egress"], egress: [{ to, ports: tcp(...ports) }] };
}

/** Addresses of the internet: none of a private network, and not the cloud's own metadata. */
export const internet: Peer = {
  ipBlock: {
    cidr: "0.0.0.0/0",
    except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"],
  },
};

/** The way to an address, in the cluster or out of it. */
export function wayTo(url: string): { to: Peer[]; ports?: ReturnType<typeof tcp> } {
  const { hostname, port, protocol } = new URL(url);
  const service = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.|$)/.exec(hostname)?.[1];
  // Policies see the port of the pods, which need not be that of their Service.
  if (service) return { to: [everyPodOf(service)] };
  return { to: [internet], ports: tcp(Number(port) || (protocol === "https:" ? 443 : 80)) };
}
