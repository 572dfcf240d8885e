import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { is, unknown } from "../lib/unknown.ts";
import { eachSetting } from "./pss.ts";

/** Group 0 owns many files of the node. */
export const nonRootGroups = podRule({
  id: "security-non-root-groups",
  controls: ["container.nonRootGroups"],
  severity: "low",
  frameworks: ["NSA/CISA: Non-root containers"],
  description: "Neither pods nor containers may name group 0.",
  remediation: "Set runAsGroup, fsGroup and supplementalGroups to other groups than 0.",
  decide: (pod, report) => {
    eachSetting(pod, report, ["runAsGroup"], ({ value, field, owner, container }) =>
      report.when(
        is(value, (group) => group === 0),
        field,
        `${owner} runs as group 0: set runAsGroup to another group`,
        container?.name,
      ),
    );
    const base = `${pod.specPath}.securityContext`;
    report.when(
      is(at(pod.spec, "securityContext", "fsGroup"), (group) => group === 0),
      `${base}.fsGroup`,
      "the pod's volumes belong to group 0: set fsGroup to another group",
    );
    const groups = listAt(pod.spec, "securityContext", "supplementalGroups");
    if (groups === unknown) return report.unknown(`${base}.supplementalGroups`);
    groups.forEach((group, index) =>
      report.when(
        is(group, (known) => known === 0),
        `${base}.supplementalGroups[${index}]`,
        "the pod joins group 0: remove it from supplementalGroups",
      ),
    );
  },
});
