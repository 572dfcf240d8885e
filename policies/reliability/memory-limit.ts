import { resourceRule } from "./resource-rule.ts";

/** A leaking container takes its node's memory. */
export const memoryLimit = resourceRule({
  id: "reliability-memory-limit",
  controls: ["resources.memoryLimit"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [["limits", "memory"]],
});
