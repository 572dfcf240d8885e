import { admissionWebhooks } from "../../../policies/rbac/admission-webhooks.ts";
import { configMapWrite } from "../../../policies/rbac/config-map-write.ts";
import { createPersistentVolumes } from "../../../policies/rbac/create-persistent-volumes.ts";
import { createPods } from "../../../policies/rbac/create-pods.ts";
import { createRoleBindings } from "../../../policies/rbac/create-role-bindings.ts";
import { csrApprove } from "../../../policies/rbac/csr-approve.ts";
import { deleteEvents } from "../../../policies/rbac/delete-events.ts";
import { escalateBind } from "../../../policies/rbac/escalate-bind.ts";
import { excessiveDelete } from "../../../policies/rbac/excessive-delete.ts";
import { impersonate } from "../../../policies/rbac/impersonate.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark as later } from "../forms.ts";
import { everything, grant } from "../stack/objects.ts";
import { grantCases, named, one, read, remove, workloads, write } from "./grant-cases.ts";

const rbac = "rbac.authorization.k8s.io";
const webhooks = "admissionregistration.k8s.io";

grantCases(
  admissionWebhooks,
  [[write, ["mutating", "validating"].map((kind) => `${kind}webhookconfigurations.${webhooks}`)]],
  [[read.join(" "), `mutatingwebhookconfigurations.${webhooks}`]],
);
grantCases(configMapWrite, [[write, ["configmaps"]]], [["get list watch", "configmaps"]]);
grantCases(
  createPersistentVolumes,
  [[["create"], ["persistentvolumes"]]],
  [
    ["update", "persistentvolumes"],
    ["create", "persistentvolumeclaims"],
  ],
);
grantCases(
  createPods,
  [[["create"], ["pods"]]],
  [
    ["get update patch delete", "pods"],
    ["create", "pods/exec"],
    ["create", "deployments.apps"],
    ["create", "*/exec"],
    ["create", "pods/*"],
  ],
);
objectCases(createPods, [
  allows("a create that resourceNames narrow: it never applies", named("create", "pods")),
  denies(
    "resourceNames with the name of a request without one",
    one(grant("create", "pods", { resourceNames: [""] })),
    ["rules[0]"],
  ),
  denies("empty resourceNames", one(grant("create", "pods", { resourceNames: [] })), ["rules[0]"]),
  cannotDecide("unknown resourceNames", one(grant("create", "pods", { resourceNames: later })), [
    "rules[0]",
  ]),
  allows("other kinds of object", { ...one(everything), kind: "RoleTemplate" }),
  allows("a path that is no resource", one({ nonResourceURLs: ["*"], verbs: ["*"] })),
]);
grantCases(
  createRoleBindings,
  [
    [
      ["create", "update", "patch", "bind"],
      ["rolebindings", "clusterrolebindings"].map((n) => `${n}.${rbac}`),
    ],
  ],
  [
    ["get list watch delete", `rolebindings.${rbac}`],
    ["create", `roles.${rbac}`],
  ],
);
grantCases(
  csrApprove,
  [
    [["update", "patch"], ["certificatesigningrequests/approval.certificates.k8s.io"]],
    [["approve"], ["signers.certificates.k8s.io"]],
  ],
  [
    ["update", "certificatesigningrequests.certificates.k8s.io"],
    ["update", "certificatesigningrequests/status.certificates.k8s.io"],
    ["create", "certificatesigningrequests/approval.certificates.k8s.io"],
    ["sign", "signers.certificates.k8s.io"],
  ],
);
objectCases(csrApprove, [
  denies(
    "every approval",
    one({ apiGroups: ["*"], resources: ["*/approval"], verbs: ["update"] }),
    ["rules[0]"],
  ),
]);
grantCases(deleteEvents, [[remove, ["events", "events.events.k8s.io"]]], [["create", "events"]]);
grantCases(
  escalateBind,
  [
    [
      ["bind", "escalate"],
      [`roles.${rbac}`, `clusterroles.${rbac}`],
    ],
  ],
  [
    ["create update", `roles.${rbac}`],
    ["bind", `rolebindings.${rbac}`],
  ],
);
grantCases(
  excessiveDelete,
  [[remove, ["secrets", "services", ...workloads]]],
  [
    ["get create patch", "secrets"],
    ["delete", "configmaps"],
    ["delete", "deployments"],
  ],
);
objectCases(excessiveDelete, [
  denies("delete of one object", named("delete", "pods"), ["rules[0]"]),
  allows("a deletecollection that resourceNames narrow", named("deletecollection", "pods")),
]);
const authentication = "authentication.k8s.io";
grantCases(
  impersonate,
  [
    [["impersonate"], ["users", "groups", "serviceaccounts"]],
    [["impersonate"], [`uids.${authentication}`, `userextras.${authentication}`]],
    [["impersonate"], [`userextras/scopes.${authentication}`]],
  ],
  [
    ["get create", "serviceaccounts"],
    ["impersonate", `users.${authentication}`],
    ["impersonate", "userextras/scopes"],
    ["impersonate", `uids/x.${authentication}`],
  ],
);
objectCases(impersonate, [denies("one user by name", named("impersonate", "users"), ["rules[0]"])]);
