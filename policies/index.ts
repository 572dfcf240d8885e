import { PolicyPack } from "@pulumi/policy";

import { readResourcesOnce, walkedByType } from "./engine/speed.ts";
import { policies } from "./policies.ts";
import { rules } from "./rules.ts";

readResourcesOnce();

new PolicyPack("shakedown", {
  policies: walkedByType(policies, rules),
  enforcementLevel: "advisory",
});
