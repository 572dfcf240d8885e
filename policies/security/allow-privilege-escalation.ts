import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { all, is, not } from "../lib/unknown.ts";
import { isWindows, restrictedRule } from "./pss.ts";

/** Without it a process can gain more rights than its parent, by setuid files for one. */
export const allowPrivilegeEscalation = restrictedRule({
  id: "security-allow-privilege-escalation",
  control: "allowPrivilegeEscalation",
  severity: "high",
  frameworks: ["NSA/CISA: Non-root containers", "CIS 5.2.6", "MITRE T1548"],
  description: "Containers must rule out privilege escalation.",
  remediation: "Set securityContext.allowPrivilegeEscalation to false on every container.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const value = at(tree, "securityContext", "allowPrivilegeEscalation");
      report.when(
        all([not(isWindows(pod)), is(value, (known) => known !== false)]),
        `${path}.securityContext.allowPrivilegeEscalation`,
        `container "${name}" may gain privileges: set allowPrivilegeEscalation to false`,
        name,
      );
    }),
});
