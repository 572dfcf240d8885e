import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { unknown } from "../lib/unknown.ts";

/** Of two variables of one name the last one wins, and readers see the first. */
export const duplicateEnv = podRule({
  id: "reliability-duplicate-env",
  controls: ["container.duplicateEnv"],
  severity: "low",
  frameworks: [],
  description: "A container must not set a variable twice.",
  remediation: "Remove one of the two.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const variables = listAt(tree, "env");
      if (variables === unknown) return report.unknown(`${path}.env`, name);
      const seen = new Set<string>();
      variables.forEach((variable, index) => {
        const key = at(variable, "name");
        const field = `${path}.env[${index}].name`;
        if (key === unknown && variables.length > 1) report.unknown(field, name);
        if (typeof key !== "string") return;
        if (seen.has(key)) {
          report.fail(field, `container "${name}" sets "${key}" twice: remove one`, name);
        }
        seen.add(key);
      });
    }),
});
