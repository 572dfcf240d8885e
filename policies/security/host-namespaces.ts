import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

/** A pod in a namespace of its node sees the node's processes, memory or traffic. */
export const hostNamespaces = baselineRule({
  id: "security-host-namespaces",
  control: "hostNamespaces",
  severity: "critical",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.3-5.2.5", "MITRE T1611"],
  description: "Pods must not share the network, processes or IPC of their node.",
  remediation: "Remove hostNetwork, hostPID and hostIPC.",
  decide: (pod, report) => {
    for (const field of ["hostNetwork", "hostPID", "hostIPC"]) {
      report.when(
        is(at(pod.spec, field), (value) => value === true),
        `${pod.specPath}.${field}`,
        `the pod shares its node's ${field.slice("host".length)} namespace: set ${field} to false`,
      );
    }
  },
});
