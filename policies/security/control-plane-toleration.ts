import { podRule } from "../engine/define.ts";
import { type Tree, at, listAt } from "../lib/objects.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";

const taints = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

/** A workload beside the control plane is one escape away from the whole cluster. */
export const controlPlaneToleration = podRule({
  id: "security-control-plane-toleration",
  controls: ["workload.controlPlaneToleration"],
  severity: "medium",
  frameworks: ["MITRE T1611"],
  description: "Workloads must stay off the control plane's nodes.",
  remediation: "Remove the toleration of the control-plane or master taint.",
  decide: (pod, report) => {
    const base = `${pod.specPath}.tolerations`;
    const tolerations = listAt(pod.spec, "tolerations");
    if (tolerations === unknown) return report.unknown(base);
    tolerations.forEach((toleration, index) =>
      report.when(
        toleratesControlPlane(toleration),
        `${base}[${index}]`,
        "the pod may run on the control plane's nodes: remove the toleration",
      ),
    );
  },
});

/** A toleration with operator Exists and without a key tolerates every taint. */
function toleratesControlPlane(toleration: Tree): Truth {
  const key = at(toleration, "key");
  return any([
    is(key, (name) => taints.includes(name)),
    all([
      is(key, (name) => name === undefined || name === ""),
      is(at(toleration, "operator"), (operator) => operator === "Exists"),
      is(at(toleration, "effect"), (effect) => ["", "NoSchedule"].includes(effect ?? "")),
    ]),
  ]);
}
