import { at } from "../lib/objects.ts";
import { eachPort } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

/** A port of the node goes around Services and NetworkPolicies. */
export const hostPorts = baselineRule({
  id: "security-host-ports",
  control: "hostPorts",
  severity: "high",
  frameworks: ["CIS 5.2.12", "MITRE T1611"],
  description: "Containers must not listen on ports of their node.",
  remediation: "Remove hostPort, and publish the port by a Service.",
  decide: (pod, report) =>
    eachPort(pod, report, (port, path, container) =>
      report.when(
        is(at(port, "hostPort"), (value) => value !== undefined && value !== 0),
        `${path}.hostPort`,
        `container "${container}" listens on a port of the node: remove hostPort`,
        container,
      ),
    ),
});
