import { adminEquivalentRole } from "../../../policies/rbac/admin-equivalent-role.ts";
import { wildcardAny } from "../../../policies/rbac/wildcard-any.ts";
import { wildcardResources } from "../../../policies/rbac/wildcard-resources.ts";
import { wildcardVerbs } from "../../../policies/rbac/wildcard-verbs.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark as later } from "../forms.ts";
import { clusterRole, everything, role } from "../stack/objects.ts";
import { one, read } from "./grant-cases.ts";

const apps = { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] };
objectCases(wildcardAny, [
  allows("lists of names", one(apps)),
  allows("what is no name", one({ ...apps, resources: [5, null] })),
  denies("every group", one({ ...apps, apiGroups: ["*"] }), ["rules[0].apiGroups"]),
  denies("every resource", one({ ...apps, resources: ["a", "*"] }), ["rules[0].resources"]),
  denies("a subresource of all", one({ ...apps, resources: ["*/scale"] }), ["rules[0].resources"]),
  denies("every verb", one({ ...apps, verbs: ["*"] }), ["rules[0].verbs"]),
  cannotDecide("an unknown verb", one({ ...apps, verbs: ["get", later] }), ["rules[0].verbs"]),
]);
objectCases(wildcardResources, [
  allows("names", one({ ...apps, verbs: ["*"], apiGroups: ["*"] })),
  allows("a subresource", one({ ...apps, resources: ["deployments/scale", "deployments/*"] })),
  denies("every resource", one({ ...apps, resources: ["*"] }), ["rules[0].resources"]),
  denies("a subresource of all", one({ ...apps, resources: ["*/scale"] }), ["rules[0].resources"]),
  cannotDecide("unknown resources", one({ ...apps, resources: later }), ["rules[0].resources"]),
]);
objectCases(wildcardVerbs, [
  allows("names", one({ ...apps, resources: ["*"], apiGroups: ["*"] })),
  denies("every verb", one({ ...apps, verbs: ["get", "*"] }), ["rules[0].verbs"]),
  denies("every verb on paths", one({ nonResourceURLs: ["/x"], verbs: ["*"] }), ["rules[0].verbs"]),
  cannotDecide("unknown verbs", one({ ...apps, verbs: later }), ["rules[0].verbs"]),
]);

const seven = ["get", "list", "watch", "create", "update", "patch", "delete"];
const wide = (verbs: unknown, rest = {}) => ({ ...everything, verbs, ...rest });
objectCases(adminEquivalentRole, [
  denies("everything", clusterRole("r", [everything]), ["rules"]),
  denies("all seven verbs", one(wide(seven)), ["rules"]),
  denies("all seven verbs in two rules", role("r", [wide(seven.slice(3)), wide(read)]), ["rules"]),
  ...seven.map((verb) =>
    allows(`all but ${verb}`, one(wide(seven.filter((one) => one !== verb).concat("bind")))),
  ),
  allows("everything of one group", one({ ...everything, apiGroups: ["apps"] })),
  allows("one resource of every group", one({ ...everything, resources: ["pods"] })),
  allows("one name", one({ ...everything, resourceNames: ["mine"] })),
  denies("empty resourceNames", one({ ...everything, resourceNames: [] }), ["rules"]),
  cannotDecide("unknown verbs", one(wide(later)), ["rules"]),
  cannotDecide("unknown resourceNames", one({ ...everything, resourceNames: later }), ["rules"]),
  cannotDecide("unknown rules", role("r", later), ["rules"]),
  allows("unknown verbs on one resource", one({ ...everything, verbs: later, resources: ["a"] })),
]);
