import type { Rule } from "./engine/rule.ts";
import { networkRules } from "./network/index.ts";
import { rbacRules } from "./rbac/index.ts";
import { reliabilityRules } from "./reliability/index.ts";
import { securityRules } from "./security/index.ts";
import { stackRules } from "./stack/index.ts";

/** Every rule, in the order of reports. */
export const rules: readonly Rule[] = [
  ...securityRules,
  ...rbacRules,
  ...networkRules,
  ...stackRules,
  ...reliabilityRules,
];
