import { podRule } from "../engine/define.ts";
import { listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { type Truth, any, is, not, unknown } from "../lib/unknown.ts";

/** Raw sockets can forge packets of other pods. */
export const dropNetRaw = podRule({
  id: "security-drop-net-raw",
  controls: ["container.dropNetRaw"],
  severity: "medium",
  frameworks: ["CIS 5.2.8", "MITRE T1557"],
  description: "Containers must drop NET_RAW.",
  remediation: 'Set securityContext.capabilities.drop to ["ALL"], and do not add NET_RAW.',
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const base = `${path}.securityContext.capabilities`;
      report.when(
        not(namesNetRaw(tree, "drop")),
        `${base}.drop`,
        `container "${name}" keeps NET_RAW: set capabilities.drop to ["ALL"]`,
        name,
      );
      report.when(
        namesNetRaw(tree, "add"),
        `${base}.add`,
        `container "${name}" adds NET_RAW: remove it from capabilities.add`,
        name,
      );
    }),
});

function namesNetRaw(tree: unknown, list: string): Truth {
  const capabilities = listAt(tree, "securityContext", "capabilities", list);
  if (capabilities === unknown) return unknown;
  return any(capabilities.map((one) => is(one, (name) => /^(CAP_)?(NET_RAW|ALL)$/i.test(name))));
}
