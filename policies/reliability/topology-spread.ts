import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { type Pod } from "../lib/pods.ts";
import { type Truth, all, any, is, not, unknown } from "../lib/unknown.ts";
import { replicasOf, replicatedKinds } from "./replicas.ts";

const host = ["kubernetes.io/hostname"];
const zone = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

/** Replicas in one zone fall together. */
export const topologySpread = podRule({
  id: "reliability-topology-spread",
  controls: ["workload.topologySpread"],
  severity: "low",
  frameworks: [],
  description: "Three replicas or more must spread over nodes and zones.",
  remediation:
    "Set topologySpreadConstraints for kubernetes.io/hostname and topology.kubernetes.io/zone.",
  kinds: replicatedKinds,
  decide: (pod, report) =>
    report.when(
      all([
        is(replicasOf(pod.object), (count) => count >= 3),
        not(all([spreadsOver(pod, host), spreadsOver(pod, zone)])),
      ]),
      `${pod.specPath}.topologySpreadConstraints`,
      "the replicas may all run in one zone: spread them over hostname and zone",
    ),
});

function spreadsOver(pod: Pod, keys: string[]): Truth {
  const constraints = listAt(pod.spec, "topologySpreadConstraints");
  if (constraints === unknown) return unknown;
  return any(constraints.map((one) => is(at(one, "topologyKey"), (key) => keys.includes(key))));
}
