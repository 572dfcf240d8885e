import assert from "node:assert/strict";

import { serviceAccountMissing } from "../../../policies/rbac/service-account-missing.ts";
import { workloadAdminRole } from "../../../policies/rbac/workload-admin-role.ts";
import { workloadClusterTakeover } from "../../../policies/rbac/workload-cluster-takeover.ts";
import { workloadTokenWithPermissions } from "../../../policies/rbac/workload-token-with-permissions.ts";
import { unknownMark as later } from "../forms.ts";
import {
  account,
  bind,
  bindCluster,
  clusterRole,
  deployment,
  everything,
  grant,
} from "../stack/objects.ts";
import { accepts, messages, refuses, stackCases, waits } from "../stack/stack-cases.ts";

const field = "spec.template.spec.serviceAccountName";
const atAccount = [`Deployment web: ${field}`];
const web = (pod: object = {}) => deployment("web", { pod: { serviceAccountName: "web", ...pod } });
const noToken = { automountServiceAccountToken: false };
const sources = (...items: unknown[]) => ({
  ...noToken,
  volumes: [{ name: "t", projected: { sources: items } }],
});
const projected = (token: unknown) => ({
  ...noToken,
  volumes: [{ name: "t", projected: { sources: [{ serviceAccountToken: token }] } }],
});

stackCases(serviceAccountMissing, [
  accepts("an account of the stack", [web(), account("web")]),
  accepts("the account default", [deployment("web")]),
  accepts("an account without a stated namespace", [
    deployment("web", { namespace: "default", pod: { serviceAccountName: "web" } }),
    account("web", ""),
  ]),
  refuses("an account that is nowhere", [web()], atAccount),
  refuses("an account of another namespace", [web(), account("web", "ops")], atAccount),
  waits("an unknown account", [web({ serviceAccountName: later })], atAccount),
  waits("an account that may be it", [web(), account(later)], atAccount),
]);

const toWeb = (ref: string) => bindCluster("b", ref, "shop/web");
const group = (name: string) => [{ kind: "Group", name }];

stackCases(workloadTokenWithPermissions, [
  accepts("an account without rights", [web(), account("web")]),
  accepts("a workload without a token", [web(noToken), bind("b", "ClusterRole view", "shop/web")]),
  accepts("rights of another account", [web(), bind("b", "ClusterRole view", "ops/web")]),
  accepts("rights of those who are not logged in", [
    web(),
    bindCluster("b", "ClusterRole view", group("system:unauthenticated")),
  ]),
  accepts("rights of another namespace's accounts", [
    web(),
    bindCluster("b", "ClusterRole view", group("system:serviceaccounts:ops")),
  ]),
  refuses("a RoleBinding", [web(), bind("b", "ClusterRole view", "shop/web")], atAccount),
  refuses(
    "a binding in another namespace",
    [web(), bind("b", "ClusterRole view", "shop/web", "ops")],
    atAccount,
  ),
  refuses(
    "a subject in the binding's namespace",
    [web(), bind("b", "ClusterRole view", [{ kind: "ServiceAccount", name: "web" }])],
    atAccount,
  ),
  refuses(
    "its user name",
    [
      web(),
      bindCluster("b", "ClusterRole view", [
        { kind: "User", name: "system:serviceaccount:shop:web" },
      ]),
    ],
    atAccount,
  ),
  ...["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"].map((name) =>
    refuses(
      `the group ${name}`,
      [web(), bindCluster("b", "ClusterRole view", group(name))],
      atAccount,
    ),
  ),
  refuses(
    "a token that the pod asks for",
    [web(projected({ path: "t" })), toWeb("ClusterRole view")],
    atAccount,
  ),
  accepts("a token for another audience", [
    web(projected({ path: "t", audience: "vault" })),
    toWeb("ClusterRole view"),
  ]),
  waits("an unknown subject", [web(), bind("b", "ClusterRole view", [later as any])], atAccount),
  waits(
    "an unknown account",
    [web({ serviceAccountName: later }), toWeb("ClusterRole view")],
    atAccount,
  ),
  waits(
    "an unknown mount",
    [web({ automountServiceAccountToken: later }), toWeb("ClusterRole view")],
    atAccount,
  ),
  accepts("projected volumes of other things", [
    web(sources({ configMap: { name: "c" } })),
    toWeb("ClusterRole view"),
  ]),
  refuses(
    "a token that is projected beside other things",
    [web(sources({ configMap: {} }, { serviceAccountToken: {} })), toWeb("ClusterRole view")],
    atAccount,
  ),
  waits("an unknown token", [web(projected(later)), toWeb("ClusterRole view")], atAccount),
  waits(
    "unknown volumes",
    [web({ ...noToken, volumes: later }), toWeb("ClusterRole view")],
    atAccount,
  ),
  waits(
    "an unknown volume",
    [web({ ...noToken, volumes: [later] }), toWeb("ClusterRole view")],
    atAccount,
  ),
]);

const bound = (...rules: unknown[]) => [web(), clusterRole("r", rules), toWeb("ClusterRole r")];

stackCases(workloadAdminRole, [
  accepts("a narrower role", bound(grant("*", "pods"), { ...everything, verbs: ["get"] })),
  accepts(
    "wildcards in different rules",
    bound(grant("*", "pods"), { ...everything, verbs: ["get"] }),
  ),
  accepts("everything in one namespace", [
    web(),
    bind("b", "ClusterRole cluster-admin", "shop/web"),
  ]),
  accepts("everything without a token", [web(noToken), toWeb("ClusterRole cluster-admin")]),
  accepts("everything for another account", [
    web(),
    bindCluster("b", "ClusterRole cluster-admin", "ops/web"),
  ]),
  refuses("cluster-admin", [web(), toWeb("ClusterRole cluster-admin")], atAccount),
  refuses(
    "every verb on every resource of one group",
    bound({ ...everything, apiGroups: [""] }),
    atAccount,
  ),
  waits("unknown verbs", bound({ ...everything, verbs: later }), atAccount),
]);

stackCases(workloadClusterTakeover, [
  accepts("reading pods", bound(grant("get list watch", "pods configmaps"))),
  accepts("deleting pods", bound(grant("delete deletecollection", "pods"))),
  accepts("one Secret", bound(grant("get", "secrets", { resourceNames: ["mine"] }))),
  accepts("a subresource", bound(grant("update", "pods/status"))),
  accepts("Secrets in one namespace", [web(), bind("b", "ClusterRole edit", "shop/web")]),
  accepts("a role that is not in the stack", [web(), toWeb("ClusterRole elsewhere")]),
  ...["get", "list", "watch"].map((verb) =>
    refuses(`${verb} on secrets`, bound(grant(verb, "secrets")), atAccount),
  ),
  ...["create", "update", "patch"].flatMap((verb) =>
    [
      "pods",
      "deployments.apps",
      "cronjobs.batch",
      "rolebindings.rbac.authorization.k8s.io",
      "clusterrolebindings.rbac.authorization.k8s.io",
    ].map((resource) => refuses(`${verb} on ${resource}`, bound(grant(verb, resource)), atAccount)),
  ),
  refuses("an administrator", [web(), toWeb("ClusterRole cluster-admin")], atAccount),
  refuses("edit in the whole cluster", [web(), toWeb("ClusterRole edit")], atAccount),
  waits("an unknown rule", bound(later), atAccount),
]);

describe("rbac-workload-cluster-takeover", () => {
  it("spells the way from the workload to the right", () => {
    assert.deepEqual(messages(workloadClusterTakeover, bound(grant("get list", "secrets"))), [
      "Deployment shop/web -> ServiceAccount shop/web -> ClusterRoleBinding b -> ClusterRole r -> " +
        "get, list on secrets, in every namespace: bind the role in the namespaces that need it",
    ]);
  });

  it("names the role that a right was aggregated from", () => {
    const [message] = messages(workloadClusterTakeover, [web(), toWeb("ClusterRole edit")]);
    assert.match(message!, /-> ClusterRole edit -> ClusterRole system:aggregate-to-edit -> /);
  });
});
