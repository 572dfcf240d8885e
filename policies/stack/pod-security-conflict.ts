import { stackRule } from "../engine/define.ts";
import { judgeObject } from "../engine/evaluate.ts";
import type { ObjectRule, Outcome } from "../engine/rule.ts";
import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at } from "../lib/objects.ts";
import { type Truth, all, is, unknown } from "../lib/unknown.ts";
import { securityRules } from "../security/index.ts";
import { declaredNamespaces } from "./namespace-index.ts";
import { workloads } from "./workloads.ts";

const label = "pod-security.kubernetes.io/enforce";
const levels = ["restricted", "baseline"];

/** A pod below the level of its namespace is refused, and the workload stays without pods. */
export const podSecurityConflict = stackRule({
  id: "stack-pod-security-conflict",
  controls: ["namespace.psaConflict"],
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "CIS 5.2.1"],
  description: "Workloads must hold the Pod Security level that their namespace enforces.",
  remediation: "Mend the pod as the message says, or move the workload to another namespace.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  decide(stack, report) {
    const enforced = stack.view(enforcedLevels);
    const rules = profiles();
    for (const { object, namespace } of stack.view(workloads)) {
      const level =
        namespace === unknown ? unknown : (enforced.get(namespace) ?? enforced.get(unknown));
      for (const profile of levels) {
        const enforces: Truth = is(level, (name) => name === profile);
        if (enforces === false) continue;
        const worst = firstBroken(rules.get(profile) ?? [], object);
        if (!worst) continue;
        const truth = all([enforces, worst.verdict === "unknown" ? unknown : true]);
        const message = `its namespace enforces ${profile} and refuses it: ${worst.message}`;
        report(object).when(truth, worst.field, message, worst.container);
      }
    }
  },
});

/** The level that each declared namespace enforces; unknown for any whose name is unknown. */
function enforcedLevels(stack: Stack): ReadonlyMap<Tree, Tree> {
  const enforced = new Map<Tree, Tree>();
  for (const { name, object } of stack.view(declaredNamespaces)) {
    const level = at(object.tree, "metadata", "labels", label);
    if (name !== unknown) enforced.set(name, level ?? enforced.get(name) ?? "privileged");
    else if (level !== undefined) enforced.set(name, unknown);
  }
  return enforced;
}

/** The rules that make up each profile. */
function profiles(): Map<string, ObjectRule[]> {
  return new Map(
    levels.map((level) => [
      level,
      securityRules.filter(({ controls }) => controls.includes(`pss.${level}`)),
    ]),
  );
}

/** The first offence against the rules, or else what leaves one of them undecided. */
function firstBroken(rules: readonly ObjectRule[], object: KubeObject): Outcome | undefined {
  const outcomes = rules.flatMap((rule) => judgeObject(rule, object));
  return outcomes.find(({ verdict }) => verdict === "fail") ?? outcomes[0];
}
