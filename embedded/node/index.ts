export { clusterDown } from "./down.ts";
export { killNode, setNodeLink, startNode } from "./faults.ts";
export { type Leftover, leftovers } from "./leftovers.ts";
export { type ClusterStatus, type NodeStatus, clusterStatus } from "./status.ts";
export { type ClusterFacts, type ClusterOptions, checkCluster, clusterUp } from "./up.ts";
