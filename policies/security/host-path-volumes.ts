import { baselineRule } from "./pss.ts";
import { eachVolume } from "../lib/volumes.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** A directory of the node inside a pod is a way to the node and to its other pods. */
export const hostPathVolumes = baselineRule({
  id: "security-host-path-volumes",
  control: "hostPathVolumes",
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.11", "MITRE T1611"],
  description: "Pods must not mount directories of their node.",
  remediation: "Use a persistentVolumeClaim, an emptyDir, a configMap or a secret.",
  decide: (pod, report) =>
    eachVolume(pod, report, ({ name, path, tree }) =>
      report.when(
        is(at(tree, "hostPath"), (value) => value !== undefined),
        `${path}.hostPath`,
        `volume "${name}" is a path of the node: use another volume type`,
      ),
    ),
});
