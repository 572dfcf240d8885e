import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { eachPort } from "../lib/pods.ts";
import { all, is } from "../lib/unknown.ts";

/** A shell over the network goes around the API server and its audit log. */
export const sshPort = podRule({
  id: "security-ssh-port",
  controls: ["container.sshPort"],
  severity: "low",
  frameworks: ["MITRE T1021.004"],
  description: "Containers must not offer SSH.",
  remediation: "Remove the port and the server; use kubectl exec or debug.",
  decide: (pod, report) =>
    eachPort(pod, report, (port, path, container) =>
      report.when(
        all([
          is(at(port, "containerPort"), (number) => number === 22),
          is(at(port, "protocol"), (protocol) => (protocol || "TCP") === "TCP"),
        ]),
        `${path}.containerPort`,
        `container "${container}" offers SSH on port 22: remove the port`,
        container,
      ),
    ),
});
