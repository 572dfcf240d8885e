import { objectRule } from "../engine/define.ts";
import { isBuiltIn, isNamespaced } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** In the namespace default nothing is apart from anything. */
export const defaultNamespace = objectRule({
  id: "security-default-namespace",
  controls: ["namespace.default"],
  severity: "medium",
  frameworks: ["NSA/CISA: Network separation", "CIS 5.7.4"],
  description: "Objects must live in a namespace of their own.",
  remediation: "Set metadata.namespace.",
  decide: (object, report) => {
    if (!isNamespaced(object)) return;
    report.when(
      is(object.namespace, (name) => (name === undefined ? isBuiltIn(object) : name === "default")),
      "metadata.namespace",
      "the object lives in the namespace default: set metadata.namespace",
    );
  },
});
