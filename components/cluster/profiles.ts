import { type Memory, bytes } from "../shared/quantity.ts";
import type { ClusterFacts } from "./facts.ts";

/** What a scenario asks of a cluster. */
export interface Profile {
  /** Usable nodes, each with at least this much to allocate. */
  nodes: number;
  cpu: number;
  memory: Memory;
  /** Pods that all nodes together have room for. */
  pods: number;
  apiGroups: string[];
}

const apiGroups = ["apps", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io"];

/** Nodes lend a part of their size to the system, so the figures lie below the machine's own. */
export const profiles = {
  "web-app": { nodes: 1, cpu: 1, memory: "2Gi", pods: 20, apiGroups },
  "high-load": { nodes: 3, cpu: 3.5, memory: "7Gi", pods: 50, apiGroups },
  "resource-constrained": { nodes: 2, cpu: 1.5, memory: "3Gi", pods: 20, apiGroups },
  "ai-ml": { nodes: 2, cpu: 7.5, memory: "14Gi", pods: 20, apiGroups },
} satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

/** What the cluster lacks, one clause each; empty when all is there. */
export function missing(facts: ClusterFacts, profile: Profile, storageClass?: string): string[] {
  return [
    ...facts.unreadable.map((path) => `the right to read /${path}`),
    ...missingNodes(facts, profile),
    ...profile.apiGroups
      .filter((group) => !facts.apiGroups.includes(group))
      .map((group) => `the API group ${group}`),
    ...missingStorage(facts, storageClass),
    ...(facts.metricsApi ? [] : ["the metrics API (metrics.k8s.io): install metrics-server"]),
  ];
}

function missingNodes({ nodes, unreadable }: ClusterFacts, profile: Profile): string[] {
  if (unreadable.includes("api/v1/nodes")) return [];
  const usable = nodes.filter((node) => node.usable);
  const fitting = usable.filter(
    ({ cpu, memory }) => cpu >= profile.cpu && memory >= bytes(profile.memory),
  );
  const pods = usable.reduce((sum, node) => sum + node.pods, 0);
  const lacks = [];
  if (fitting.length < profile.nodes) {
    lacks.push(
      `${profile.nodes} ready ${profile.nodes === 1 ? "node" : "nodes"} ` +
        `with ${profile.cpu} CPU and ${profile.memory} to allocate ` +
        `(${fitting.length} of ${nodes.length} are such)`,
    );
  }
  if (pods < profile.pods) lacks.push(`room for ${profile.pods} pods (there is room for ${pods})`);
  return lacks;
}

function missingStorage(facts: ClusterFacts, wanted?: string): string[] {
  if (facts.unreadable.includes("apis/storage.k8s.io/v1/storageclasses")) return [];
  if (wanted) {
    return facts.storageClasses.includes(wanted)
      ? []
      : [`the storage class ${wanted} (there are: ${facts.storageClasses.join(", ") || "none"})`];
  }
  return facts.defaultStorageClass ? [] : ["a default storage class"];
}
