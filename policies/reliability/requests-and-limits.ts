import { resourceRule } from "./resource-rule.ts";

/** A container that states all four cannot starve others, nor be starved. */
export const requestsAndLimits = resourceRule({
  id: "reliability-requests-and-limits",
  controls: ["resources.requestsAndLimits"],
  frameworks: ["NSA/CISA: Resource policies", "MITRE T1496"],
  required: [
    ["requests", "cpu"],
    ["requests", "memory"],
    ["limits", "cpu"],
    ["limits", "memory"],
  ],
});
