import { resourceRule } from "./resource-rule.ts";

/** A busy container takes its neighbours' time. */
export const cpuLimit = resourceRule({
  id: "reliability-cpu-limit",
  controls: ["resources.cpuLimit"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [["limits", "cpu"]],
});
