import { podRule } from "../engine/define.ts";
import { listAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";
import { replicatedKinds } from "./replicas.ts";

/** Without constraints the scheduler may put all replicas in one place. */
export const topologySpreadAny = podRule({
  id: "reliability-topology-spread-any",
  controls: ["workload.topologySpreadAny"],
  severity: "low",
  frameworks: [],
  description: "Replicas must spread over some topology.",
  remediation: "Set topologySpreadConstraints.",
  kinds: replicatedKinds,
  decide: (pod, report) =>
    report.when(
      is(listAt(pod.spec, "topologySpreadConstraints"), (list) => list.length === 0),
      `${pod.specPath}.topologySpreadConstraints`,
      "the replicas may all run in one place: set topologySpreadConstraints",
    ),
});
