import { type ObjectRuleArgs, objectRule } from "../engine/define.ts";
import type { ObjectRule } from "../engine/rule.ts";
import { type Tree, listAt } from "../lib/objects.ts";
import { type Truth, unknown } from "../lib/unknown.ts";
import { principal } from "./engine/bindings.ts";

/** A rule against whom a RoleBinding or ClusterRoleBinding gives rights. */
interface SubjectRule extends Omit<ObjectRuleArgs<object>, "kinds" | "decide"> {
  /** Whether a principal, as `User:<name>` or `Group:<name>`, must not get rights. */
  refuses: (principal: string) => boolean;
  /** What is wrong about it and what to do, to follow the subject's name. */
  danger: string;
}

/** Makes the rule of its facts; each offending subject is an offence of its own. */
export function subjectRule({ refuses, danger, ...facts }: SubjectRule): ObjectRule {
  const url = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";
  const decide: ObjectRule["decide"] = (object, report) => {
    const subjects = listAt(object.tree, "subjects");
    if (subjects === unknown) return report.unknown("subjects");
    subjects.forEach((subject: Tree, index) => {
      const who = principal(subject, object);
      const truth: Truth = who === unknown ? unknown : refuses(who);
      report.when(truth, `subjects[${index}]`, `gives rights to ${String(who)}: ${danger}`);
    });
  };
  return objectRule({ url, ...facts, kinds, decide });
}

const kinds = ["RoleBinding", "ClusterRoleBinding"];
