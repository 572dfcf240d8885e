import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** With one replica every restart is an outage. */
export const hpaMinReplicas = objectRule<{ min: number }>({
  id: "reliability-hpa-min-replicas",
  controls: ["hpa.minReplicas"],
  severity: "low",
  frameworks: [],
  description: "Autoscalers must keep a minimum of replicas.",
  remediation: "Set spec.minReplicas to 2 or more.",
  parameters: { min: { type: "integer", default: 2, description: "Fewest replicas allowed." } },
  kinds: ["HorizontalPodAutoscaler"],
  decide: (object, report, { min }) =>
    report.when(
      is(at(object.tree, "spec", "minReplicas"), (replicas) => (replicas ?? 1) < min),
      "spec.minReplicas",
      `the autoscaler may go below ${min} replicas: set minReplicas to ${min} or more`,
    ),
});
