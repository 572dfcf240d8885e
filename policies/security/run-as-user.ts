import { all, is, not } from "../lib/unknown.ts";
import { eachSetting, inUserNamespace, restrictedRule } from "./pss.ts";

/** A root process that escapes its container is root on the node. */
export const runAsUser = restrictedRule({
  id: "security-run-as-user",
  control: "runAsUser",
  severity: "high",
  frameworks: ["NSA/CISA: Non-root containers", "CIS 5.2.7", "MITRE T1611"],
  description: "Neither pods nor containers may name user 0.",
  remediation: "Remove securityContext.runAsUser, or set it to another user than 0.",
  decide: (pod, report) => {
    const outsideUserNamespace = not(inUserNamespace(pod));
    eachSetting(pod, report, ["runAsUser"], ({ value, field, owner, container }) =>
      report.when(
        all([outsideUserNamespace, is(value, (user) => user === 0)]),
        field,
        `${owner} runs as user 0: set runAsUser to another user`,
        container?.name,
      ),
    );
  },
});
