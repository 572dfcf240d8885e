import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";

/** Asked for, not merely left open. */
export const explicitPrivilegeEscalation = podRule({
  id: "security-explicit-privilege-escalation",
  controls: ["container.allowPrivilegeEscalationTrue"],
  severity: "medium",
  frameworks: ["NSA/CISA: Non-root containers", "CIS 5.2.6", "MITRE T1548"],
  description: "Containers must not ask for privilege escalation.",
  remediation: "Remove securityContext.privileged, and set allowPrivilegeEscalation to false.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      for (const field of ["allowPrivilegeEscalation", "privileged"]) {
        report.when(
          is(at(tree, "securityContext", field), (value) => value === true),
          `${path}.securityContext.${field}`,
          `container "${name}" asks for privileges: set ${field} to false`,
          name,
        );
      }
    }),
});
