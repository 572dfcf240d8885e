import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";

/** A low id may be that of a user of the node, whose files an escaped process could read. */
export const highUserGroupId = podRule<{ min: number }>({
  id: "security-high-user-group-id",
  controls: ["container.highUserGroupId"],
  severity: "low",
  frameworks: ["NSA/CISA: Non-root containers"],
  description: "Containers must run with user and group ids that no node uses.",
  remediation: "Set securityContext.runAsUser and runAsGroup to 10000 or more.",
  parameters: {
    min: { type: "integer", default: 10000, description: "Lowest id that is allowed." },
  },
  decide: (pod, report, { min }) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      for (const field of ["runAsUser", "runAsGroup"]) {
        const own = at(tree, "securityContext", field);
        const effective = own === undefined ? at(pod.spec, "securityContext", field) : own;
        report.when(
          is(effective, (id) => typeof id !== "number" || id < min),
          `${path}.securityContext.${field}`,
          `container "${name}" has a low or no id: set ${field} to ${min} or more`,
          name,
        );
      }
    }),
});
