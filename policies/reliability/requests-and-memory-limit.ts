import { resourceRule } from "./resource-rule.ts";

/** What schedulers and eviction go by; a limit of CPU only throttles. */
export const requestsAndMemoryLimit = resourceRule({
  id: "reliability-requests-and-memory-limit",
  controls: ["resources.requestsAndMemoryLimit"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [
    ["requests", "cpu"],
    ["requests", "memory"],
    ["limits", "memory"],
  ],
});
