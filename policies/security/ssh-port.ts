import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { all, is, unknown } from "../lib/unknown.ts";

/** A shell over the network goes around the API server and its audit log. */
export const sshPort = podRule({
  id: "security-ssh-port",
  controls: ["container.sshPort"],
  severity: "low",
  frameworks: ["MITRE T1021.004"],
  description: "Containers must not offer SSH.",
  remediation: "Remove the port and the server; use kubectl exec or debug.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const ports = listAt(tree, "ports");
      if (ports === unknown) return report.unknown(`${path}.ports`, name);
      ports.forEach((port, index) =>
        report.when(
          all([
            is(at(port, "containerPort"), (number) => number === 22),
            is(at(port, "protocol"), (protocol) => (protocol || "TCP") === "TCP"),
          ]),
          `${path}.ports[${index}].containerPort`,
          `container "${name}" offers SSH on port 22: remove the port`,
          name,
        ),
      );
    }),
});
