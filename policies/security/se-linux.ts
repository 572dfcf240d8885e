import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";
import { baselineRule, eachSetting } from "./pss.ts";

const allowedTypes = new Set([
  undefined,
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
]);

/** SELinux labels confine what a process may touch on its node. */
export const seLinux = baselineRule({
  id: "security-se-linux",
  control: "seLinux",
  severity: "high",
  frameworks: ["MITRE T1611"],
  description: "SELinux options must keep a container's type and set neither user nor role.",
  remediation: "Remove seLinuxOptions.user and role, and use one of the container types.",
  decide: (pod, report) =>
    eachSetting(pod, report, ["seLinuxOptions"], ({ value, field, owner, container }) => {
      report.when(
        is(at(value, "type"), (type) => !allowedTypes.has(type)),
        `${field}.type`,
        `${owner} has an SELinux type that does not confine it: use container_t`,
        container?.name,
      );
      for (const part of ["user", "role"]) {
        report.when(
          is(at(value, part), (text) => text !== undefined && text !== ""),
          `${field}.${part}`,
          `${owner} sets the SELinux ${part}: remove it`,
          container?.name,
        );
      }
    }),
});
