import { type KubeObject, at } from "../lib/objects.ts";
import { type Unknown } from "../lib/unknown.ts";

/** Kinds that run a number of equal pods. */
export const replicatedKinds: readonly string[] = [
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "ReplicationController",
];

/** How many pods the workload runs: 1 where nothing is stated. */
export function replicasOf(object: KubeObject): number | Unknown {
  return at(object.tree, "spec", "replicas") ?? 1;
}
