import { all, any, is, not } from "../lib/unknown.ts";
import { at } from "../lib/objects.ts";
import { eachVolume } from "../lib/volumes.ts";
import { restrictedRule } from "./pss.ts";

const allowedTypes = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/** Other volume types reach the node, or storage, without the cluster's say. */
export const volumeTypes = restrictedRule({
  id: "security-volume-types",
  control: "volumeTypes",
  severity: "high",
  frameworks: ["MITRE T1611"],
  description: "Pods must use only volume types that leave the node alone.",
  remediation: "Use a persistentVolumeClaim, or another type of the Restricted profile.",
  decide: (pod, report) =>
    eachVolume(pod, report, ({ name, path, tree }) => {
      const types = Object.keys(tree ?? {}).filter((key) => key !== "name");
      const isSet = (type: string) => is(at(tree, type), (value) => value !== undefined);
      const isAllowed = any(types.filter((type) => allowedTypes.has(type)).map(isSet));
      report.when(
        all([any(types.map(isSet)), not(isAllowed)]), // without a type it is an emptyDir
        path,
        `volume "${name}" has a type that is not allowed: use a persistentVolumeClaim`,
      );
    }),
});
