import { type Pod, podOf, workloadKinds } from "../lib/pods.ts";
import type { Level, ObjectRule, Report, Severity, StackRule } from "./rule.ts";

/** A rule without what follows from its form: its scope, and its level from its severity. */
export type ObjectRuleArgs<P> = Omit<ObjectRule<P>, "scope" | "level">;
export type StackRuleArgs<P> = Omit<StackRule<P>, "scope" | "level">;
export type PodRuleArgs<P> = Omit<ObjectRuleArgs<P>, "decide"> & {
  decide(pod: Pod, report: Report, parameters: P): void;
};

const levelOf = (severity: Severity): Level =>
  severity === "critical" || severity === "high" ? "mandatory" : "advisory";

/** A rule that judges objects one by one. */
export function objectRule<P = object>(args: ObjectRuleArgs<P>): ObjectRule<P> {
  return { ...args, scope: "object", level: levelOf(args.severity) };
}

/** A rule that judges the pod of every workload, unless `kinds` narrows it. */
export function podRule<P = object>({ decide, ...args }: PodRuleArgs<P>): ObjectRule<P> {
  return objectRule<P>({
    kinds: workloadKinds,
    ...args,
    decide: (object, report, parameters) => {
      const pod = podOf(object);
      if (pod) decide(pod, report, parameters);
    },
  });
}

/** A rule that judges all objects together. */
export function stackRule<P = object>(args: StackRuleArgs<P>): StackRule<P> {
  return { ...args, scope: "stack", level: levelOf(args.severity) };
}
