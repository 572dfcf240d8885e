import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { type Pod, eachContainer } from "../lib/pods.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";
import { eachMount } from "../lib/volumes.ts";

/** Who can write to the node can change what runs there. */
export const hostPathWritable = podRule({
  id: "security-host-path-writable",
  controls: ["host.hostPathWritable"],
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "MITRE T1611"],
  description: "Directories of the node must be mounted read-only.",
  remediation: "Set readOnly to true on the mount, or use another volume type.",
  decide: (pod, report) => {
    if (isHostPath(pod, unknown) === false) return; // whatever is mounted, it is none
    eachContainer(pod, report, (container) =>
      eachMount(container, report, ({ name, path, tree }) =>
        report.when(
          all([isHostPath(pod, at(tree, "name")), is(at(tree, "readOnly"), (v) => v !== true)]),
          `${path}.readOnly`,
          `container "${container.name}" can write to the node by volume "${name}": set readOnly`,
          container.name,
        ),
      ),
    );
  },
});

/** Whether the mount's name is that of a volume of the node. */
function isHostPath(pod: Pod, mounted: unknown): Truth {
  const volumes = listAt(pod.spec, "volumes");
  if (volumes === unknown) return unknown;
  return any(
    volumes.map((volume) => {
      const isNamed =
        mounted === unknown ? unknown : is(at(volume, "name"), (name) => name === mounted);
      return all([isNamed, is(at(volume, "hostPath"), (hostPath) => hostPath !== undefined)]);
    }),
  );
}
