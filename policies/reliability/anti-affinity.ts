import { podRule } from "../engine/define.ts";
import { type Tree, at, listAt, namespaceOf } from "../lib/objects.ts";
import { type Pod, podLabels } from "../lib/pods.ts";
import { selects } from "../lib/selectors.ts";
import { type Truth, all, any, is, not, unknown } from "../lib/unknown.ts";
import { replicasOf, replicatedKinds } from "./replicas.ts";

/** Replicas on one node fall together. */
export const antiAffinity = podRule({
  id: "reliability-anti-affinity",
  controls: ["workload.antiAffinity"],
  severity: "low",
  frameworks: [],
  description: "Replicas must keep apart from each other.",
  remediation: "Set affinity.podAntiAffinity with a labelSelector that matches the pod's labels.",
  kinds: replicatedKinds,
  decide: (pod, report) =>
    report.when(
      all([is(replicasOf(pod.object), (count) => count > 1), not(keepsApart(pod))]),
      `${pod.specPath}.affinity.podAntiAffinity`,
      "the replicas may all run on one node: set podAntiAffinity that selects them",
    ),
});

function keepsApart(pod: Pod): Truth {
  const rules = at(pod.spec, "affinity", "podAntiAffinity");
  const required = listAt(rules, "requiredDuringSchedulingIgnoredDuringExecution");
  const preferred = listAt(rules, "preferredDuringSchedulingIgnoredDuringExecution");
  const terms = [
    ...(required === unknown ? [unknown] : required),
    ...(preferred === unknown ? [unknown] : preferred.map((one) => at(one, "podAffinityTerm"))),
  ];
  return any(terms.map((term) => selectsOwn(term, pod)));
}

/** Whether the term speaks of the pod's own labels in its own namespace. */
function selectsOwn(term: Tree, pod: Pod): Truth {
  const selector = at(term, "labelSelector");
  if (selector === undefined) return false;
  if (selector === unknown) return unknown;
  return all([selects(selector, podLabels(pod)), coversNamespace(term, pod)]);
}

/** A term speaks of the pod's namespace, of those that it names, or of those that it selects. */
function coversNamespace(term: Tree, pod: Pod): Truth {
  if (at(term, "namespaceSelector") !== undefined) return true;
  const namespaces = listAt(term, "namespaces");
  if (namespaces === unknown) return unknown;
  const own = namespaceOf(pod.object);
  if (namespaces.length === 0) return true;
  return any(namespaces.map((one) => (one === unknown || own === unknown ? unknown : one === own)));
}
