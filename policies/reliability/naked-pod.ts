import { objectRule } from "../engine/define.ts";
import { listAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** Nobody starts a bare pod again when its node is gone. */
export const nakedPod = objectRule({
  id: "reliability-naked-pod",
  controls: ["workload.nakedPod"],
  severity: "low",
  frameworks: [],
  description: "Pods must have a controller.",
  remediation: "Use a Deployment, a StatefulSet or a Job.",
  kinds: ["Pod"],
  decide: (object, report) =>
    report.when(
      is(listAt(object.tree, "metadata", "ownerReferences"), (owners) => owners.length === 0),
      "metadata.ownerReferences",
      "nobody starts the pod again: use a Deployment, a StatefulSet or a Job",
    ),
});
