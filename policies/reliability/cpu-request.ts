import { resourceRule } from "./resource-rule.ts";

/** What is not requested is not reserved. */
export const cpuRequest = resourceRule({
  id: "reliability-cpu-request",
  controls: ["resources.cpuRequest"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [["requests", "cpu"]],
});
