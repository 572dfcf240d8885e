import { podRule } from "../engine/define.ts";
import { type Tree, at } from "../lib/objects.ts";
import { quantity } from "../lib/quantities.ts";
import { eachSizedContainer, lacks } from "../lib/resources.ts";
import { type Truth, any, is } from "../lib/unknown.ts";

interface Parameters {
  cpu?: string;
  memory?: string;
}

/** A limit beyond reason is no limit. */
export const maxLimits = podRule<Parameters>({
  id: "reliability-max-limits",
  controls: ["resources.maxLimits"],
  severity: "low",
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  description: "Containers must state limits of CPU and memory below the largest allowed.",
  remediation: "Set resources.limits.cpu and memory within the bounds.",
  parameters: {
    cpu: { type: ["string", "number"], description: "Largest CPU limit, such as `2` or `500m`." },
    memory: { type: ["string", "number"], description: "Largest memory limit, such as `1Gi`." },
  },
  decide: (pod, report, parameters) =>
    eachSizedContainer(pod, report, (container) => {
      for (const resource of ["cpu", "memory"] as const) {
        const most = quantity(parameters[resource]);
        const stated = [container.tree, pod.spec].map((owner) =>
          at(owner, "resources", "limits", resource),
        );
        report.when(
          any([
            lacks(pod, container, "limits", resource),
            most !== undefined && any(stated.map((limit) => exceeds(limit, most))),
          ]),
          `${container.path}.resources.limits.${resource}`,
          `container "${container.name}" has no ${resource} limit, or one that is too large`,
          container.name,
        );
      }
    }),
});

/** What is no quantity cannot be held against one, and so is too large. */
function exceeds(limit: Tree, most: number): Truth {
  return is(limit, (value) => value !== undefined && (quantity(value) ?? Infinity) > most);
}
