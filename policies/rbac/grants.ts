import { type ObjectRuleArgs, objectRule } from "../engine/define.ts";
import type { ObjectRule, Report } from "../engine/rule.ts";
import { push } from "../lib/multimap.ts";
import { type KubeObject, type Tree, listAt } from "../lib/objects.ts";
import { type Truth, any, unknown } from "../lib/unknown.ts";
import { type Access, allowsSome } from "./engine/access.ts";

export const read = ["get", "list", "watch"] as const;
export const write = ["create", "update", "patch", "delete", "deletecollection"] as const;
export const remove = ["delete", "deletecollection"] as const;
export const anyVerb = [...read, ...write] as const;

/** Resources that start pods, pods themselves included; `extensions` is where older ones lived. */
export const workloadResources = [
  "pods",
  "replicationcontrollers",
  "podtemplates",
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "replicasets.apps",
  "jobs.batch",
  "cronjobs.batch",
  "deployments.extensions",
  "daemonsets.extensions",
  "replicasets.extensions",
];

/** Every pair of a verb and a resource, the resource as kubectl writes it: `deployments.apps`. */
export function on(verbs: readonly string[], ...resources: string[]): Access[] {
  return resources.flatMap((resource) => verbs.map((verb) => accessTo(verb, resource)));
}

function accessTo(verb: string, resource: string): Access {
  const [name = "", ...group] = resource.split(".");
  return { verb, group: group.join("."), resource: name };
}

/** A rule against what a Role or ClusterRole grants, judged rule by rule. */
interface GrantRule extends Omit<ObjectRuleArgs<object>, "kinds" | "decide"> {
  /** What is dangerous about it and what to do, to follow "allows ...:". */
  danger: string;
  /** What must not be granted, for any object. */
  accesses: Access[];
  /**
   * Whether a rule of the role offends.
   * @default - it does if it allows one of the accesses for at least one object
   */
  offends?: (rule: Tree, access: Access) => Truth;
}

/** Makes the rule of its facts; each offending rule of the role is an offence of its own. */
export function grantRule({ danger, accesses, offends = allowsSome, ...facts }: GrantRule) {
  const decide = (object: KubeObject, report: Report) => {
    eachRule(object, report, (rule, field) => {
      const answers: Truth[] = accesses.map((access) => offends(rule, access));
      const granted = accesses.filter((_, index) => answers[index] === true);
      report.when(any(answers), field, `allows ${inWords(granted)}: ${danger}`);
    });
  };
  return roleRule(facts, decide);
}

/** A rule on Roles and ClusterRoles. */
export function roleRule(
  facts: Omit<ObjectRuleArgs<object>, "kinds" | "decide">,
  decide: ObjectRule["decide"],
): ObjectRule {
  const url = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";
  return objectRule({ url, ...facts, kinds: ["Role", "ClusterRole"], decide });
}

/** Calls `decide` for each rule of a role with its path; reports rules that are unknown as a whole. */
export function eachRule(
  object: KubeObject,
  report: Report,
  decide: (rule: Tree, field: string) => void,
): void {
  const rules = listAt(object.tree, "rules");
  if (rules === unknown) report.unknown("rules");
  else rules.forEach((rule, index) => decide(rule, `rules[${index}]`));
}

/** Whether an item is `*`, or names a subresource of every resource, as in `*` + `/scale`. */
export const isWildcard = (item: string) => item === "*" || item.startsWith("*/");

/** `create, patch on pods; get on secrets`; of many resources the first eight. */
export function inWords(accesses: readonly Access[]): string {
  const verbs = new Map<string, string[]>();
  for (const { verb, group, resource } of accesses) {
    push(verbs, group === "" ? resource : `${resource}.${group}`, verb);
  }
  const resources = new Map<string, string[]>();
  for (const [resource, list] of verbs) push(resources, list.join(", "), resource);
  return [...resources].map(([words, names]) => `${words} on ${shortened(names)}`).join("; ");
}

function shortened(names: readonly string[]): string {
  const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
  return names.slice(0, 8).join(", ") + more;
}
