import { account, deployment } from "./accounts.ts";
import { examine } from "./examine.ts";
import { c } from "./pods.ts";

const group = "rbac.authorization.k8s.io";
const off = { automountServiceAccountToken: false };
const clusterRole = (...rules: object[]) => ({
  apiVersion: `${group}/v1`,
  kind: "ClusterRole",
  metadata: { name: "r" },
  rules,
});
const subject = { kind: "ServiceAccount", name: "web", namespace: "shop" };
const bound = (kind: string, name = "r", who: object = subject) => ({
  apiVersion: `${group}/v1`,
  kind,
  metadata: kind === "RoleBinding" ? { name: "b", namespace: "shop" } : { name: "b" },
  roleRef: { apiGroup: group, kind: "ClusterRole", name },
  subjects: [who],
});
const everywhere = bound("ClusterRoleBinding");
const here = bound("RoleBinding");
const groupOf = (name: string) => ({ kind: "Group", name, apiGroup: group });
const harmless = clusterRole({ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] });
const all = clusterRole({ apiGroups: ["*"], resources: ["*"], verbs: ["*"] });

examine("rbac.workloadTokenWithPermissions", {
  good: {
    "no binding": [account(), deployment()],
    "no token": [account(), deployment(off), harmless, everywhere],
    "the account mounts none": [account(off), deployment(), harmless, here],
    "another account": [
      deployment(),
      harmless,
      bound("RoleBinding", "r", { ...subject, name: "db" }),
    ],
    "a namesake elsewhere": [
      deployment(),
      harmless,
      bound("ClusterRoleBinding", "r", { ...subject, namespace: "other" }),
    ],
  },
  bad: {
    "a binding": [account(), deployment(), harmless, here],
    "the whole cluster": [deployment(), harmless, everywhere],
    "a group of all accounts": [
      deployment(),
      harmless,
      bound("ClusterRoleBinding", "r", groupOf("system:serviceaccounts")),
    ],
    "a group of the namespace": [
      deployment(),
      harmless,
      bound("RoleBinding", "r", groupOf("system:serviceaccounts:shop")),
    ],
    default: [
      deployment({ serviceAccountName: undefined }),
      harmless,
      bound("RoleBinding", "r", { ...subject, name: "default" }),
    ],
    "a projected token": [
      deployment({
        ...off,
        volumes: [
          { name: "t", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
        ],
        containers: [c({ volumeMounts: [{ name: "t", mountPath: "/t" }] })],
      }),
      harmless,
      here,
    ],
  },
});

examine("rbac.workloadAdminRole", {
  good: {
    "one namespace": [deployment(), all, here],
    "no token": [deployment(off), all, everywhere],
    "a smaller role": [deployment(), harmless, everywhere],
    "every resource to read": [
      deployment(),
      clusterRole({ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list"] }),
      everywhere,
    ],
    "another account": [
      deployment(),
      all,
      bound("ClusterRoleBinding", "r", { ...subject, name: "db" }),
    ],
  },
  bad: {
    "the whole cluster": [deployment(), all, everywhere],
    "cluster-admin": [deployment(), bound("ClusterRoleBinding", "cluster-admin")],
    "a group": [
      deployment(),
      all,
      bound("ClusterRoleBinding", "r", groupOf("system:authenticated")),
    ],
    "one rule of two": [deployment(), clusterRole(harmless.rules[0]!, all.rules[0]!), everywhere],
  },
});

const rights = (verbs: string, resource: string, apiGroup = "", more = {}) => [
  deployment(),
  clusterRole({ apiGroups: [apiGroup], resources: [resource], verbs: verbs.split(","), ...more }),
];

examine("rbac.workloadClusterTakeover", {
  good: {
    "secrets of one namespace": [...rights("get", "secrets"), here],
    "one secret": [...rights("get", "secrets", "", { resourceNames: ["a"] }), everywhere],
    "reading pods": [...rights("get,list,watch", "pods"), everywhere],
    "no token": [deployment(off), all, everywhere],
    "writing ConfigMaps": [...rights("create,update", "configmaps"), everywhere],
    "reading bindings": [...rights("get,list", "rolebindings", group), everywhere],
  },
  bad: {
    secrets: [...rights("list", "secrets"), everywhere],
    pods: [...rights("create", "pods"), everywhere],
    deployments: [...rights("patch", "deployments", "apps"), everywhere],
    jobs: [...rights("create", "cronjobs", "batch"), everywhere],
    bindings: [...rights("create", "clusterrolebindings", group), everywhere],
    admin: [deployment(), all, everywhere],
    "the built-in edit": [deployment(), bound("ClusterRoleBinding", "edit")],
    "a group": [
      ...rights("get", "secrets"),
      bound("ClusterRoleBinding", "r", groupOf("system:serviceaccounts:shop")),
    ],
  },
});

const mounts = (secretName: string) => ({ volumes: [{ name: "s", secret: { secretName } }] });

examine("rbac.secretReach", {
  parameters: { secret: "shop/db", allowed: ["shop/api", "ops/backup"] },
  good: {
    nothing: [account(), deployment()],
    "an allowed account": [deployment({ serviceAccountName: "api", ...mounts("db") })],
    "another Secret": [deployment(mounts("cache"))],
    "another Secret over the API": [
      ...rights("get", "secrets", "", { resourceNames: ["cache"] }),
      here,
    ],
    "a namesake elsewhere": [
      { ...deployment(mounts("db")), metadata: { name: "web", namespace: "other" } },
    ],
    "rights elsewhere": [
      ...rights("get", "secrets"),
      { ...here, metadata: { name: "b", namespace: "other" } },
    ],
    "reading pods": [...rights("get,list", "pods"), here],
  },
  bad: {
    "a mount": deployment(mounts("db")),
    "a projected volume": deployment({
      volumes: [{ name: "s", projected: { sources: [{ secret: { name: "db" } }] } }],
    }),
    "a variable": deployment({
      containers: [
        c({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "db", key: "a" } } }] }),
      ],
    }),
    "variables of an init container": deployment({
      initContainers: [c({ name: "i", envFrom: [{ secretRef: { name: "db" } }] })],
    }),
    "the right on it": [...rights("get", "secrets", "", { resourceNames: ["db"] }), here],
    "the right on all": [...rights("list", "secrets"), everywhere],
    "creating pods": [...rights("create", "pods"), here],
    "creating Jobs": [...rights("create", "jobs", "batch"), here],
    "cluster-admin": [deployment(), bound("ClusterRoleBinding", "cluster-admin")],
  },
});
