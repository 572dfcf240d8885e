import { PolicyPack } from "@pulumi/policy";

import { readResourcesOnce } from "./engine/fast-deserialize.ts";
import { policies } from "./policies.ts";

readResourcesOnce();

new PolicyPack("shakedown", { policies, enforcementLevel: "advisory" });
