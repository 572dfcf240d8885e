import { type ObjectRuleArgs, objectRule } from "../engine/define.ts";
import type { ObjectRule } from "../engine/rule.ts";
import { listAt, wordAt } from "../lib/objects.ts";
import { all, any, is, unknown } from "../lib/unknown.ts";

/** A rule against whom a RoleBinding or ClusterRoleBinding gives rights. */
interface SubjectRule extends Omit<ObjectRuleArgs<object>, "kinds" | "decide"> {
  /** Names of subjects that must not get rights, by the subject's kind. */
  refuses: Partial<Record<"User" | "Group" | "ServiceAccount", RegExp>>;
  /** What is wrong about it and what to do, to follow the subject's name. */
  danger: string;
}

/** Makes the rule of its facts; each offending subject is an offence of its own. */
export function subjectRule({ refuses, danger, ...facts }: SubjectRule): ObjectRule {
  const url = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";
  const decide: ObjectRule["decide"] = (object, report) => {
    const subjects = listAt(object.tree, "subjects");
    if (subjects === unknown) return report.unknown("subjects");
    subjects.forEach((subject, index) => {
      const [kind, name] = [wordAt(subject, "kind"), wordAt(subject, "name")];
      const refused = Object.entries(refuses).map(([refusedKind, names]) =>
        all([is(kind, (one) => one === refusedKind), is(name, (one) => names.test(String(one)))]),
      );
      const who = `${String(kind)} ${String(name)}`;
      report.when(any(refused), `subjects[${index}]`, `gives rights to ${who}: ${danger}`);
    });
  };
  return objectRule({ url, ...facts, kinds, decide });
}

const kinds = ["RoleBinding", "ClusterRoleBinding"];
