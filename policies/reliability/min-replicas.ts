import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";
import { replicatedKinds } from "./replicas.ts";

interface Parameters {
  min: number;
  max?: number;
}

const parameters = {
  min: { type: "integer", default: 2, description: "Fewest replicas allowed." },
  max: { type: "integer", description: "Most replicas allowed; without it, any number is." },
} as const;

/** With one replica every restart is an outage. */
export const minReplicas = objectRule<Parameters>({
  id: "reliability-min-replicas",
  controls: ["workload.minReplicas"],
  severity: "low",
  frameworks: [],
  description: "Workloads must state neither too few nor too many replicas.",
  remediation: "Set spec.replicas to 2 or more.",
  parameters,
  kinds: replicatedKinds,
  decide: (object, report, { min, max = Infinity }) =>
    report.when(
      is(at(object.tree, "spec", "replicas"), (replicas) => {
        if (replicas === undefined) return false; // an autoscaler may decide: see default-replicas
        return replicas < min || replicas > max;
      }),
      "spec.replicas",
      `the number of replicas is out of bounds: set replicas to ${min} or more`,
    ),
});
