import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** Where nothing may be disrupted no node can be drained. */
export const pdbZeroDisruption = objectRule({
  id: "reliability-pdb-zero-disruption",
  controls: ["pdb.zeroDisruption"],
  severity: "low",
  frameworks: [],
  description: "PodDisruptionBudgets must leave room for one disruption.",
  remediation: "Set maxUnavailable to 1 or more, or minAvailable below 100%.",
  kinds: ["PodDisruptionBudget"],
  decide: (object, report) => {
    report.when(
      is(at(object.tree, "spec", "maxUnavailable"), (value) => /^0+%?$/.test(String(value))),
      "spec.maxUnavailable",
      "no pod may be disrupted: set maxUnavailable to 1 or more",
    );
    report.when(
      is(at(object.tree, "spec", "minAvailable"), (value) => /^0*[1-9]\d\d+%$/.test(String(value))),
      "spec.minAvailable",
      "no pod may be disrupted: set minAvailable below 100%",
    );
  },
});
