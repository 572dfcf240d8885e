import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

/** A privileged container is root on its node. */
export const privileged = baselineRule({
  id: "security-privileged",
  control: "privileged",
  severity: "critical",
  frameworks: ["NSA/CISA: Non-root containers", "CIS 5.2.2", "MITRE T1610"],
  description: "Containers must not be privileged.",
  remediation: "Remove securityContext.privileged, and add the one capability that is needed.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        is(at(tree, "securityContext", "privileged"), (value) => value === true),
        `${path}.securityContext.privileged`,
        `container "${name}" is privileged: set privileged to false`,
        name,
      ),
    ),
});
