import { facts, judge } from "./proc-mount.ts";
import { restrictedRule } from "./pss.ts";

/** The masks over /proc hide parts of the node's kernel. */
export const restrictedProcMount = restrictedRule({
  ...facts,
  id: "security-restricted-proc-mount",
  description: "Containers must keep the default /proc masks, in user namespaces too.",
  decide: (pod, report) => judge(pod, report, true),
});
