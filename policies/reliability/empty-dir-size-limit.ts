import { podRule } from "../engine/define.ts";
import { type Tree, at, listAt } from "../lib/objects.ts";
import { type Container, type Pod } from "../lib/pods.ts";
import { eachSizedContainer, lacks } from "../lib/resources.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";
import { eachVolume } from "../lib/volumes.ts";

/** A volume without bounds can fill its node's disk. */
export const emptyDirSizeLimit = podRule({
  id: "reliability-empty-dir-size-limit",
  controls: ["resources.emptyDirSizeLimit"],
  severity: "low",
  frameworks: ["NSA/CISA: Resource policies"],
  description: "Temporary volumes must have a size limit, or their containers a storage limit.",
  remediation: "Set emptyDir.sizeLimit, or ephemeral-storage requests and limits.",
  decide: (pod, report) =>
    eachVolume(pod, report, ({ name, path, tree }) => {
      const unbounded = all([
        is(at(tree, "emptyDir"), (emptyDir) => emptyDir !== undefined),
        is(at(tree, "emptyDir", "sizeLimit"), (limit) => limit === undefined),
      ]);
      if (unbounded === false) return;
      eachSizedContainer(pod, report, (container) =>
        report.when(
          all([unbounded, mounts(container, at(tree, "name")), isUnbounded(pod, container)]),
          `${path}.emptyDir.sizeLimit`,
          `container "${container.name}" can fill the node by volume "${name}": set sizeLimit`,
          container.name,
        ),
      );
    }),
});

function mounts(container: Container, volume: Tree): Truth {
  const list = listAt(container.tree, "volumeMounts");
  if (list === unknown) return unknown;
  return any(
    list.map((mount) =>
      volume === unknown ? unknown : is(at(mount, "name"), (name) => name === volume),
    ),
  );
}

const isUnbounded = (pod: Pod, container: Container) =>
  any([
    lacks(pod, container, "requests", "ephemeral-storage"),
    lacks(pod, container, "limits", "ephemeral-storage"),
  ]);
