/** Which addresses a cluster takes: a slot of 198.18.0.0/15, the range kept for benchmarks. */

/** How many clusters can run side by side on one machine. */
export const slots = 4;

/** More nodes than one machine carries well; the pod range has room for 64. */
export const maxNodes = 9;

export interface NodeNetwork {
  /** Counted from 1. */
  index: number;
  /** Host name and Kubernetes name. */
  name: string;
  address: string;
  /** The /24 of its pods. */
  pods: string;
  /** The host's end of the node's cable. */
  link: string;
}

export interface ClusterNetwork {
  slot: number;
  /** The host's bridge; named after the slot, because interface names are 15 characters at most. */
  bridge: string;
  bridgeAddress: string;
  pods: string;
  services: string;
  nodes: string;
  dns: string;
}

/** The ranges of slot `slot`, as ARCHITECTURE.md lays them out. */
export function clusterNetwork(slot: number): ClusterNetwork {
  return {
    slot,
    bridge: `sdn${slot}`,
    bridgeAddress: `198.19.${128 + slot}.1`,
    pods: `198.18.${64 * slot}.0/18`,
    services: `198.19.${32 * slot}.0/19`,
    nodes: `198.19.${128 + slot}.0/24`,
    dns: `198.19.${32 * slot}.10`,
  };
}

/** The addresses of node `index`, counted from 1. */
export function nodeNetwork(slot: number, index: number): NodeNetwork {
  return {
    index,
    name: `node-${index}`,
    address: `198.19.${128 + slot}.${index + 1}`,
    pods: `198.18.${64 * slot + index - 1}.0/24`,
    link: `sdn${slot}n${index}`,
  };
}

/** Whether two IPv4 ranges in CIDR notation share an address. */
export function overlap(a: string, b: string): boolean {
  const [firstA, lastA] = bounds(a);
  const [firstB, lastB] = bounds(b);
  return firstA <= lastB && firstB <= lastA;
}

/** The lowest slot that neither a cluster nor a range in use (CIDR) takes. */
export function freeSlot(taken: number[], rangesInUse: string[]): number | undefined {
  return Array.from({ length: slots }, (_, slot) => slot).find((slot) => {
    const { pods, services, nodes } = clusterNetwork(slot);
    const clash = [pods, services, nodes].some((own) =>
      rangesInUse.some((other) => overlap(own, other)),
    );
    return !taken.includes(slot) && !clash;
  });
}

function bounds(range: string): [number, number] {
  const [address = "", prefix = "32"] = range.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(value / size) * size;
  return [first, first + size - 1];
}
