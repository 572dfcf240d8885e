import { listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { any, is, unknown } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

const allowed = new Set(
  (
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID " +
    "SETPCAP SETUID SYS_CHROOT"
  ).split(" "),
);

/** Capabilities beyond the runtime's defaults are parts of root's power over the node. */
export const capabilities = baselineRule({
  id: "security-capabilities",
  control: "capabilities",
  severity: "high",
  frameworks: ["NSA/CISA: Linux capabilities", "CIS 5.2.9", "MITRE T1611"],
  description: "Containers must not add capabilities beyond the baseline list.",
  remediation: "Remove the capability from securityContext.capabilities.add.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const added = listAt(tree, "securityContext", "capabilities", "add");
      const excess = added === unknown ? [] : added.filter((c) => c !== unknown && !allowed.has(c));
      report.when(
        added === unknown ? unknown : any(added.map((c) => is(c, (known) => !allowed.has(known)))),
        `${path}.securityContext.capabilities.add`,
        `container "${name}" adds ${excess.join(", ")}: remove it from capabilities.add`,
        name,
      );
    }),
});
