import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

const handlers = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

/** A probe with a host of its own makes the kubelet call whom the pod's author wishes. */
export const hostProbes = baselineRule({
  id: "security-host-probes",
  control: "hostProbesLifecycle",
  severity: "high",
  frameworks: ["MITRE T1090"],
  description: "Probes and lifecycle handlers must call their own pod.",
  remediation: "Remove host from the httpGet or tcpSocket of probes and lifecycle handlers.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      for (const handler of handlers) {
        for (const action of ["httpGet", "tcpSocket"]) {
          report.when(
            is(at(tree, ...handler, action, "host"), (host) => host !== undefined && host !== ""),
            `${path}.${handler.join(".")}.${action}.host`,
            `container "${name}" has the kubelet call another host: remove host`,
            name,
          );
        }
      }
    }),
});
