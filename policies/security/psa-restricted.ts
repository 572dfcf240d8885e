import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

const label = "pod-security.kubernetes.io/enforce";

/** What a namespace enforces holds for pods that no policy has seen. */
export const psaRestricted = objectRule({
  id: "security-psa-restricted",
  controls: ["namespace.psaRestricted"],
  severity: "medium",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.1"],
  description: "Namespaces should enforce Pod Security restricted.",
  remediation: "Set the label pod-security.kubernetes.io/enforce to restricted.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  kinds: ["Namespace"],
  decide: (object, report) =>
    report.when(
      is(at(object.tree, "metadata", "labels", label), (level) => level !== "restricted"),
      `metadata.labels["${label}"]`,
      "the namespace admits more than restricted pods: set the label to restricted",
    ),
});
