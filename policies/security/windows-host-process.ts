import { is } from "../lib/unknown.ts";
import { baselineRule, eachSetting } from "./pss.ts";

/** A host process container is a process of its Windows node. */
export const windowsHostProcess = baselineRule({
  id: "security-windows-host-process",
  control: "windowsHostProcess",
  severity: "critical",
  frameworks: ["CIS 5.2.10", "MITRE T1611"],
  description: "Windows containers must not run as processes of their node.",
  remediation: "Remove securityContext.windowsOptions.hostProcess.",
  decide: (pod, report) =>
    eachSetting(pod, report, ["windowsOptions", "hostProcess"], (setting) =>
      report.when(
        is(setting.value, (value) => value === true),
        setting.field,
        `${setting.owner} runs as a process of the node: set hostProcess to false`,
        setting.container?.name,
      ),
    ),
});
