import { listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { type Truth, all, any, is, not, unknown } from "../lib/unknown.ts";
import { isWindows, restrictedRule } from "./pss.ts";

/** What a container does not need, an attacker inside it shall not have. */
export const dropAllCapabilities = restrictedRule({
  id: "security-drop-all-capabilities",
  control: "capabilities",
  severity: "high",
  frameworks: ["NSA/CISA: Linux capabilities", "CIS 5.2.8-5.2.10", "MITRE T1611"],
  description: "Containers must drop all capabilities and add none but NET_BIND_SERVICE.",
  remediation: 'Set securityContext.capabilities.drop to ["ALL"], and remove what add lists.',
  decide: (pod, report) => {
    const applies = not(isWindows(pod));
    eachContainer(pod, report, ({ name, path, tree }) => {
      const base = `${path}.securityContext.capabilities`;
      report.when(
        all([applies, not(some(tree, "drop", (capability) => capability === "ALL"))]),
        `${base}.drop`,
        `container "${name}" keeps capabilities: set capabilities.drop to ["ALL"]`,
        name,
      );
      report.when(
        all([applies, some(tree, "add", (capability) => capability !== "NET_BIND_SERVICE")]),
        `${base}.add`,
        `container "${name}" adds capabilities: add none but NET_BIND_SERVICE`,
        name,
      );
    });
  },
});

function some(tree: unknown, list: string, holds: (capability: string) => boolean): Truth {
  const capabilities = listAt(tree, "securityContext", "capabilities", list);
  if (capabilities === unknown) return unknown;
  return any(capabilities.map((capability) => is(capability, holds)));
}
