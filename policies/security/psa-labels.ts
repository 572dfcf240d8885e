import { objectRule } from "../engine/define.ts";
import { mapAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

const prefix = "pod-security.kubernetes.io/";

/** A namespace without a label has the cluster's default, which is to admit everything. */
export const psaLabels = objectRule({
  id: "security-psa-labels",
  controls: ["namespace.psaLabels"],
  severity: "medium",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.1"],
  description: "Namespaces must say which Pod Security level they hold.",
  remediation: "Set the label pod-security.kubernetes.io/enforce to baseline or restricted.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  kinds: ["Namespace"],
  decide: (object, report) =>
    report.when(
      is(
        mapAt(object.tree, "metadata", "labels"),
        (labels) => !Object.keys(labels).some((key) => key.startsWith(prefix)),
      ),
      "metadata.labels",
      "the namespace holds no Pod Security level: set pod-security.kubernetes.io/enforce",
    ),
});
