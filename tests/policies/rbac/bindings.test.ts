import { adminEquivalentBinding } from "../../../policies/rbac/admin-equivalent-binding.ts";
import { clusterAdminBinding } from "../../../policies/rbac/cluster-admin-binding.ts";
import { danglingRoleRef } from "../../../policies/rbac/dangling-role-ref.ts";
import { unknownMark as later } from "../forms.ts";
import { bind, bindCluster, clusterRole, everything, grant, role } from "../stack/objects.ts";
import { accepts, refuses, stackCases, waits } from "../stack/stack-cases.ts";

const web = "shop/web";
const unnamed = (rest: object) => ({ ...bind("b", "Role r", web), roleRef: rest });
const narrow = [grant("get", "pods")];
const seven = ["get", "list", "watch", "create", "update", "patch", "delete"];
const [ofCluster, ofNamespace] = ["ClusterRoleBinding b: roleRef", "RoleBinding b: roleRef"];
const labelled = { metadata: { name: "all", labels: { to: "boss" } } };
const boss = clusterRole("boss", [], {
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: "boss" } }] },
});

stackCases(clusterAdminBinding, [
  accepts("another role", [bindCluster("b", "ClusterRole view", web)]),
  accepts("a Role named cluster-admin", [
    role("cluster-admin", narrow),
    bind("b", "Role cluster-admin", web),
  ]),
  accepts("a Role that allows everything: it ends at its namespace", [
    role("r", [everything]),
    bind("b", "Role r", web),
  ]),
  accepts("every verb of one group", [
    clusterRole("r", [{ ...everything, apiGroups: ["apps"] }]),
    bindCluster("b", "ClusterRole r", web),
  ]),
  accepts("all seven verbs, one by one", [
    clusterRole("r", [{ ...everything, verbs: seven }]),
    bindCluster("b", "ClusterRole r", web),
  ]),
  refuses("cluster-admin", [bindCluster("b", "ClusterRole cluster-admin", web)], [ofCluster]),
  refuses(
    "it beside a Patch of its labels",
    [clusterRole("cluster-admin", undefined), bindCluster("b", "ClusterRole cluster-admin", web)],
    [ofCluster],
  ),
  refuses("it in one namespace", [bind("b", "ClusterRole cluster-admin", web)], [ofNamespace]),
  refuses(
    "its equal",
    [clusterRole("r", [...narrow, everything]), bindCluster("b", "ClusterRole r", web)],
    [ofCluster],
  ),
  refuses(
    "its equal by aggregation",
    [boss, clusterRole("all", [everything], labelled), bindCluster("b", "ClusterRole boss", web)],
    [ofCluster],
  ),
  waits("an unknown role", [unnamed({ kind: "ClusterRole", name: later })], [ofNamespace]),
  waits("an unknown kind", [unnamed({ kind: later, name: "cluster-admin" })], [ofNamespace]),
  waits(
    "unknown rules",
    [clusterRole("r", later), bindCluster("b", "ClusterRole r", web)],
    [ofCluster],
  ),
  accepts("an unknown Role", [unnamed({ kind: "Role", name: "r" }), role(later, [everything])]),
]);

stackCases(adminEquivalentBinding, [
  accepts("another role", [bindCluster("b", "ClusterRole admin", web)]),
  accepts("six of the verbs", [
    role("r", [{ ...everything, verbs: seven.slice(1) }]),
    bind("b", "Role r", web),
  ]),
  refuses("cluster-admin", [bind("b", "ClusterRole cluster-admin", web)], [ofNamespace]),
  refuses(
    "a Role of everything",
    [role("r", [everything]), bind("b", "Role r", web)],
    [ofNamespace],
  ),
  refuses(
    "all seven verbs",
    [clusterRole("r", [{ ...everything, verbs: seven }]), bindCluster("b", "ClusterRole r", web)],
    [ofCluster],
  ),
  refuses(
    "verbs that are gathered from two roles",
    [
      boss,
      clusterRole("one", [{ ...everything, verbs: seven.slice(0, 3) }], labelled),
      clusterRole("two", [{ ...everything, verbs: seven.slice(3) }], {
        metadata: { ...labelled.metadata, name: "two" },
      }),
      bindCluster("b", "ClusterRole boss", web),
    ],
    [ofCluster],
  ),
  accepts("a Role of the name in another namespace", [
    role("r", [everything], "ops"),
    role("r", narrow),
    bind("b", "Role r", web),
  ]),
  waits("an unknown role", [unnamed({ kind: "Role", name: later })], [ofNamespace]),
]);

stackCases(danglingRoleRef, [
  accepts("a Role of its namespace", [role("r", narrow), bind("b", "Role r", web)]),
  accepts("a ClusterRole", [clusterRole("r", narrow), bind("b", "ClusterRole r", web)]),
  accepts("a built-in ClusterRole", [bind("b", "ClusterRole view", web)]),
  accepts("a built-in Role", [
    bind("b", "Role extension-apiserver-authentication-reader", web, "kube-system"),
  ]),
  accepts("a Role where neither states a namespace", [
    role("r", narrow, ""),
    bind("b", "Role r", web, "default"),
  ]),
  refuses("a role that is nowhere", [bindCluster("b", "ClusterRole r", web)], [ofCluster]),
  refuses(
    "a Role of another namespace",
    [role("r", narrow, "ops"), bind("b", "Role r", web)],
    [ofNamespace],
  ),
  refuses(
    "a Role of a ClusterRole's name",
    [clusterRole("r", narrow), bind("b", "Role r", web)],
    [ofNamespace],
  ),
  refuses(
    "a ClusterRole of a Role's name",
    [role("r", narrow), bind("b", "ClusterRole r", web)],
    [ofNamespace],
  ),
  waits("an unknown name", [unnamed({ kind: "Role", name: later })], [ofNamespace]),
  waits(
    "a role with an unknown name",
    [role(later, narrow), bind("b", "Role r", web)],
    [ofNamespace],
  ),
  waits(
    "a namespace unknown to both",
    [role("r", narrow, later), bind("b", "Role r", web, later)],
    [ofNamespace],
  ),
]);
