import { podRule } from "../engine/define.ts";
import type { ObjectRule } from "../engine/rule.ts";
import { type Bound, eachSizedContainer, lacks } from "../lib/resources.ts";

interface ResourceRuleArgs {
  id: string;
  controls: string[];
  frameworks: string[];
  /** What every container must state. */
  required: [Bound, "cpu" | "memory"][];
}

/** A rule that demands requests or limits of every container. */
export function resourceRule({ required, ...facts }: ResourceRuleArgs): ObjectRule {
  const names = required.map(([bound, resource]) => `resources.${bound}.${resource}`);
  return podRule({
    ...facts,
    severity: "medium",
    description: `Containers must state ${names.join(", ")}.`,
    remediation: `Set ${names.join(", ")}.`,
    url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    decide: (pod, report) =>
      eachSizedContainer(pod, report, (container) => {
        for (const [bound, resource] of required) {
          const field = `resources.${bound}.${resource}`;
          report.when(
            lacks(pod, container, bound, resource),
            `${container.path}.${field}`,
            `container "${container.name}" lacks ${field}: set it`,
            container.name,
          );
        }
      }),
  });
}
