import type { ObjectRule } from "../../../policies/engine/rule.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark as later } from "../forms.ts";
import { clusterRole, everything, grant, role } from "../stack/objects.ts";

/** A Role with one rule. */
export const one = (rule: unknown) => role("r", [rule]);

/** A Role with one rule, narrowed to an object. */
export const named = (verbs: string, resource: string) =>
  one(grant(verbs, resource, { resourceNames: ["mine"] }));

export const write = ["create", "update", "patch", "delete", "deletecollection"];
export const read = ["get", "list", "watch"];
export const remove = ["delete", "deletecollection"];

/** Every resource that starts pods. */
export const workloads = [
  ...["pods", "replicationcontrollers", "podtemplates", "deployments.apps", "statefulsets.apps"],
  ...["daemonsets.apps", "replicasets.apps", "jobs.batch", "cronjobs.batch"],
  ...["deployments.extensions", "daemonsets.extensions", "replicasets.extensions"],
];

/** What a rule denies, each verb with each resource, and what comes close and must pass. */
export function grantCases(
  rule: ObjectRule,
  denied: [verbs: string[], resources: string[]][],
  allowed: [verbs: string, resource: string][],
) {
  const [verbs, [resource]] = denied[0]! as [string[], [string]];
  const { apiGroups, resources } = grant(verbs[0]!, resource) as Record<string, string[]>;
  const part = { verbs: [verbs[0]], apiGroups, resources };
  objectCases(rule, [
    ...denied.flatMap(([verbs, resources]) =>
      resources.flatMap((resource) =>
        verbs.map((verb) =>
          denies(`${verb} on ${resource}`, one(grant(`escort ${verb}`, resource)), ["rules[0]"]),
        ),
      ),
    ),
    ...allowed.map(([verbs, resource]) =>
      allows(`${verbs} on ${resource}`, one(grant(verbs, resource))),
    ),
    denies("everything in a ClusterRole", clusterRole("r", [everything]), ["rules[0]"]),
    denies("the second rule alone", role("r", [grant("get", "pods/log"), part]), ["rules[1]"]),
    denies("every verb", one({ ...part, verbs: ["*"] }), ["rules[0]"]),
    denies("every resource", one({ ...part, resources: ["*"] }), ["rules[0]"]),
    denies("every API group", one({ ...part, apiGroups: ["*"] }), ["rules[0]"]),
    allows("another API group", one({ ...part, apiGroups: ["example.com"] })),
    allows("a role without rules", role("r", [])),
    allows("a role with rules: null", role("r", null)),
    cannotDecide("unknown verbs", one({ ...part, verbs: later }), ["rules[0]"]),
    cannotDecide("an unknown verb", one({ ...part, verbs: ["escort", later] }), ["rules[0]"]),
    cannotDecide("unknown resources", one({ ...part, resources: later }), ["rules[0]"]),
    cannotDecide("unknown API groups", one({ ...part, apiGroups: later }), ["rules[0]"]),
    cannotDecide("an unknown rule", one(later), ["rules[0]"]),
    cannotDecide("unknown rules", role("r", later), ["rules"]),
    allows("unknown verbs on another resource", one(grant(later, "leases.coordination.k8s.io"))),
    denies("an offence beside an unknown rule", role("r", [later, part]), ["rules[1]"]),
  ]);
}
