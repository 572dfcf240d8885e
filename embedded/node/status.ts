import { existsSync } from "node:fs";

import { cgroupOf, existingCgroups, firstProcess } from "./cgroups.ts";
import { nodeNetwork } from "./network.ts";
import { type ClusterState, clusterDir, readState } from "./state.ts";

export interface NodeStatus {
  name: string;
  zone: string;
  address: string;
  running: boolean;
}

export interface ClusterStatus {
  /**
   * `stopped`: its data is there and at least one node does not run, as after a reboot. `broken`:
   * a run was ended while it made the cluster, which the next one makes anew.
   */
  state: "absent" | "broken" | "stopped" | "running";
  nodes: NodeStatus[];
  /** File with the access of its administrator. @default - none */
  kubeconfig?: string;
}

/** How cluster `name` is, by what the machine runs; asks no API. */
export function clusterStatus(name: string): ClusterStatus {
  const state = readState(name);
  if (!state?.ready) {
    const traces = existsSync(clusterDir(name)) || existingCgroups(cgroupOf(name)).length > 0;
    return { state: traces ? "broken" : "absent", nodes: [] };
  }
  const nodes = nodesOf(state);
  const running = nodes.every((node) => node.running);
  return { state: running ? "running" : "stopped", nodes, kubeconfig: state.kubeconfig };
}

/** The nodes of a cluster, and whether each runs. */
export function nodesOf({ name, slot, nodes }: ClusterState): NodeStatus[] {
  return Array.from({ length: nodes }, (_, i) => nodeNetwork(slot, i + 1)).map((node) => ({
    name: node.name,
    zone: `zone-${node.index}`,
    address: node.address,
    running: firstProcess(name, node.index) !== undefined,
  }));
}
