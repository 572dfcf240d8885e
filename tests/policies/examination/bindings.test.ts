import { examine } from "./examine.ts";

const group = "rbac.authorization.k8s.io";
const admin = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const seven = "get list watch create update patch delete".split(" ");

const clusterRole = (name: string, ...rules: object[]) => ({
  apiVersion: `${group}/v1`,
  kind: "ClusterRole",
  metadata: { name, labels: { tier: name } },
  rules,
});
const role = (name: string, namespace: string | undefined, ...rules: object[]) => ({
  apiVersion: `${group}/v1`,
  kind: "Role",
  metadata: { name, namespace },
  rules,
});
const account = { kind: "ServiceAccount", name: "web", namespace: "shop" };

const clusterBinding = (name: string, ...subjects: object[]) => ({
  apiVersion: `${group}/v1`,
  kind: "ClusterRoleBinding",
  metadata: { name: "b" },
  roleRef: { apiGroup: group, kind: "ClusterRole", name },
  subjects: subjects.length > 0 ? subjects : [account],
});
const binding = (kind: string, name: string, ...subjects: object[]) => ({
  ...clusterBinding(name, ...subjects),
  kind: "RoleBinding",
  metadata: { name: "b", namespace: "shop" },
  roleRef: { apiGroup: group, kind, name },
});

examine("rbac.clusterAdminBinding", {
  good: {
    "another role": clusterBinding("view"),
    admin: binding("ClusterRole", "admin"),
    "a Role of that name": [binding("Role", "cluster-admin"), role("cluster-admin", "shop")],
    "a name like it": clusterBinding("cluster-administrator"),
    "one that reads everything": [
      clusterRole("reader", { ...admin, verbs: ["get", "list", "watch"] }),
      clusterBinding("reader"),
    ],
    "one with a wildcard in one group": [
      clusterRole("apps", { ...admin, apiGroups: ["apps"] }),
      clusterBinding("apps"),
    ],
  },
  bad: {
    "the whole cluster": clusterBinding("cluster-admin"),
    "one namespace": binding("ClusterRole", "cluster-admin"),
    "a user": clusterBinding("cluster-admin", { kind: "User", name: "kate", apiGroup: group }),
    "one that equals it": [clusterRole("root", admin), clusterBinding("root")],
    "one that equals it and more": [
      clusterRole(
        "root",
        { ...admin, verbs: ["*", "get"] },
        { nonResourceURLs: ["*"], verbs: ["*"] },
      ),
      binding("ClusterRole", "root"),
    ],
    "cluster-admin written anew": [
      clusterRole("cluster-admin", admin),
      clusterBinding("cluster-admin"),
    ],
  },
});

examine("rbac.adminEquivalentBinding", {
  good: {
    edit: binding("ClusterRole", "edit"),
    "a role that is not bound": [clusterRole("root", admin), clusterBinding("view")],
    "a namesake elsewhere": [
      role("root", "other", admin),
      role("root", "shop"),
      binding("Role", "root"),
    ],
    names: [clusterRole("root", { ...admin, resourceNames: ["a"] }), clusterBinding("root")],
    "six verbs": [clusterRole("root", { ...admin, verbs: seven.slice(1) }), clusterBinding("root")],
  },
  bad: {
    "cluster-admin": clusterBinding("cluster-admin"),
    "a ClusterRole": [clusterRole("root", admin), clusterBinding("root")],
    "a ClusterRole in a namespace": [clusterRole("root", admin), binding("ClusterRole", "root")],
    "a Role": [role("root", "shop", admin), binding("Role", "root")],
    "seven verbs": [clusterRole("root", { ...admin, verbs: seven }), clusterBinding("root")],
    "an aggregated one": [
      clusterRole("part", admin),
      {
        ...clusterRole("whole"),
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { tier: "part" } }] },
      },
      clusterBinding("whole"),
    ],
  },
});

examine("rbac.danglingRoleRef", {
  good: {
    "built-in roles": [
      clusterBinding("view"),
      binding("ClusterRole", "edit"),
      clusterBinding("cluster-admin"),
    ],
    "a role of the system": clusterBinding("system:auth-delegator"),
    "a Role": [role("a", "shop"), binding("Role", "a")],
    "a ClusterRole": [clusterRole("a"), binding("ClusterRole", "a"), clusterBinding("a")],
    "a Role in default": [
      role("a", undefined),
      { ...binding("Role", "a"), metadata: { name: "b" } },
    ],
  },
  bad: {
    nothing: clusterBinding("a"),
    "another name": [role("b", "shop"), binding("Role", "a")],
    "another namespace": [role("a", "other"), binding("Role", "a")],
    "another kind": [role("a", "shop"), binding("ClusterRole", "a")],
    "a ClusterRole for a Role": [clusterRole("a"), binding("Role", "a")],
    "a built-in role as a Role": binding("Role", "view"),
  },
});

const subjects = (...list: object[]) => clusterBinding("view", ...list);
const inGroup = (name: string) => ({ kind: "Group", name, apiGroup: group });
const user = (name: string) => ({ kind: "User", name, apiGroup: group });
const innocent = {
  "an account": subjects(account),
  "a user": subjects(user("kate")),
  "a group": subjects(inGroup("developers")),
  nobody: { ...subjects(), subjects: [] },
  null: { ...subjects(), subjects: null },
};

examine("rbac.defaultServiceAccountBinding", {
  good: {
    ...innocent,
    "a user of that name": subjects(user("default")),
    "a group of that name": subjects(inGroup("default")),
    "the namespace of that name": subjects({ ...account, namespace: "default" }),
  },
  bad: {
    default: subjects({ ...account, name: "default" }),
    "default of default": subjects({
      kind: "ServiceAccount",
      name: "default",
      namespace: "default",
    }),
    "the second": subjects(account, { ...account, name: "default" }),
    "in a namespace": binding("ClusterRole", "view", { kind: "ServiceAccount", name: "default" }),
    "its user name": subjects(user("system:serviceaccount:shop:default")),
  },
});

examine("rbac.systemAuthenticatedBinding", {
  good: { ...innocent, unauthenticated: subjects(inGroup("system:unauthenticated")) },
  bad: {
    everyone: subjects(inGroup("system:authenticated")),
    "the second": subjects(account, inGroup("system:authenticated")),
    "in a namespace": binding("Role", "a", inGroup("system:authenticated")),
    "a group without its API group": subjects({ kind: "Group", name: "system:authenticated" }),
  },
});

examine("rbac.systemGroupsBinding", {
  good: {
    ...innocent,
    authenticated: subjects(inGroup("system:authenticated")),
    nodes: subjects(inGroup("system:nodes")),
  },
  bad: {
    anonymous: subjects(user("system:anonymous")),
    unauthenticated: subjects(inGroup("system:unauthenticated")),
    masters: subjects(inGroup("system:masters")),
    "the second, in a namespace": binding("Role", "a", account, inGroup("system:masters")),
  },
});
