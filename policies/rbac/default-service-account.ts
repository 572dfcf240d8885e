import { podRule } from "../engine/define.ts";
import { is } from "../lib/unknown.ts";
import { accountOf } from "./engine/accounts.ts";

/** What one workload is granted as `default`, every other one of the namespace gets too. */
export const defaultServiceAccount = podRule({
  id: "rbac-default-service-account",
  controls: ["rbac.defaultServiceAccount"],
  severity: "medium",
  frameworks: ["CIS 5.1.5", "MITRE T1078"],
  description: "Workloads must not run as the ServiceAccount default.",
  remediation: "Name a ServiceAccount of the workload's own in serviceAccountName.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  decide: (pod, report) => {
    const truth = is(accountOf(pod).name, (name) => name === "default");
    const message = "runs as the ServiceAccount default: name an account of its own";
    report.when(truth, `${pod.specPath}.serviceAccountName`, message);
  },
});
