import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** Few workloads talk to the API: the ones that do ask for the token themselves. */
export const saAutomountToken = objectRule({
  id: "rbac-sa-automount-token",
  controls: ["rbac.saAutomountToken"],
  severity: "medium",
  frameworks: ["CIS 5.1.6", "NSA/CISA: Authentication and authorization", "MITRE T1528"],
  description: "ServiceAccounts must not have their token mounted by default.",
  remediation: "Set automountServiceAccountToken: false; pods that need the token set it to true.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  kinds: ["ServiceAccount"],
  decide({ tree }, report) {
    const setting = at(tree, "automountServiceAccountToken");
    const message = "its token is mounted into every pod: set automountServiceAccountToken: false";
    report.when(
      is(setting, (value) => value !== false),
      "automountServiceAccountToken",
      message,
    );
  },
});
