import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { all, is } from "../lib/unknown.ts";

/** A name for localhost makes a proxy in the cluster call itself. */
export const serviceExternalNameLocalhost = objectRule({
  id: "network-service-external-name-localhost",
  controls: ["service.externalNameLocalhost"],
  severity: "medium",
  frameworks: ["MITRE T1557"],
  description: "Services must not be names for localhost.",
  remediation: "Set spec.externalName to the host that is meant.",
  kinds: ["Service"],
  decide: (object, report) =>
    report.when(
      all([
        is(at(object.tree, "spec", "type"), (type) => type === "ExternalName"),
        is(at(object.tree, "spec", "externalName"), (name) =>
          /^(localhost|localhost\.localdomain)\.?$/i.test(String(name)),
        ),
      ]),
      "spec.externalName",
      "the Service is a name for localhost: name the host that is meant",
    ),
});
