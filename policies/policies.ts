import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Policies } from "@pulumi/policy";

import { stackOf, toPolicy } from "./engine/crossguard.ts";
import { WaiverBook } from "./engine/waiver-book.ts";
import { parseWaivers } from "./engine/waivers.ts";
import { rules } from "./rules.ts";

const file = fileURLToPath(new URL("waivers.yaml", import.meta.url));
const written = existsSync(file) ? parseWaivers(readFileSync(file, "utf8"), "waivers.yaml") : [];
const waivers = new WaiverBook(written);

/** Every rule as a policy, and last the waivers: what expired, and what they no longer waive. */
export const policies: Policies = [
  ...rules.map((rule) => toPolicy(rule, waivers)),
  {
    name: "policies-waivers",
    description: "Waivers must be in force and have something to waive.",
    severity: "medium",
    enforcementLevel: "advisory",
    remediationSteps: "Mend the object, renew the waiver, or remove it.",
    validateStack: ({ resources }, reportViolation) => {
      for (const sentence of waivers.stale(stackOf(resources), rules)) reportViolation(sentence);
    },
  },
];
