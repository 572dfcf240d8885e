import { resourceRule } from "./resource-rule.ts";

/** What is not requested is not reserved. */
export const memoryRequest = resourceRule({
  id: "reliability-memory-request",
  controls: ["resources.memoryRequest"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [["requests", "memory"]],
});
