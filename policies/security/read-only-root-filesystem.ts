import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";

/** What cannot be written cannot be planted. */
export const readOnlyRootFilesystem = podRule({
  id: "security-read-only-root-filesystem",
  controls: ["container.readOnlyRootFilesystem"],
  severity: "high",
  frameworks: ["NSA/CISA: Immutable container file systems", "MITRE T1525"],
  description: "Containers must have a read-only root file system.",
  remediation: "Set securityContext.readOnlyRootFilesystem to true; mount emptyDirs to write to.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        is(at(tree, "securityContext", "readOnlyRootFilesystem"), (value) => value !== true),
        `${path}.securityContext.readOnlyRootFilesystem`,
        `container "${name}" can write to its image: set readOnlyRootFilesystem to true`,
        name,
      ),
    ),
});
