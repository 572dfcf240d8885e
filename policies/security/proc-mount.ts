import type { Report } from "../engine/rule.ts";
import { at } from "../lib/objects.ts";
import { type Pod, eachContainer } from "../lib/pods.ts";
import { type Truth, all, is, not } from "../lib/unknown.ts";
import { baselineRule, inUserNamespace } from "./pss.ts";

export const facts = {
  control: "procMount",
  severity: "high" as const,
  frameworks: ["MITRE T1611"],
  remediation: "Remove securityContext.procMount.",
};

/** The masks over /proc hide parts of the node's kernel. */
export const procMount = baselineRule({
  ...facts,
  id: "security-proc-mount",
  description: "Containers outside a user namespace must keep the default /proc masks.",
  decide: (pod, report) => judge(pod, report, not(inUserNamespace(pod))),
});

/** Judges every container's procMount, as far as the rule applies to the pod. */
export function judge(pod: Pod, report: Report, applies: Truth): void {
  eachContainer(pod, report, ({ name, path, tree }) => {
    const value = at(tree, "securityContext", "procMount");
    const unmasked = is(value, (type) => type !== undefined && type !== "Default");
    report.when(
      all([applies, unmasked]),
      `${path}.securityContext.procMount`,
      `container "${name}" unmasks /proc: remove procMount`,
      name,
    );
  });
}
