import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

const label = "pod-security.kubernetes.io/enforce";

/** What a namespace enforces holds for pods that no policy has seen. */
export const psaPrivileged = objectRule({
  id: "security-psa-privileged",
  controls: ["namespace.psaPrivileged"],
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.1"],
  description: "Namespaces must not enforce Pod Security privileged.",
  remediation: "Set the label pod-security.kubernetes.io/enforce to baseline or restricted.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  kinds: ["Namespace"],
  decide: (object, report) =>
    report.when(
      is(at(object.tree, "metadata", "labels", label), (level) => level === "privileged"),
      `metadata.labels["${label}"]`,
      "the namespace admits every pod: set the label to baseline or restricted",
    ),
});
