import { grants, role } from "./roles.ts";

const rbac = "rbac.authorization.k8s.io";

grants(
  "impersonate",
  ["get on users", "impersonate on pods", "* on configmaps", "get,list on serviceaccounts"],
  [
    "impersonate on users",
    "impersonate on groups",
    "impersonate on serviceaccounts",
    "impersonate on users /admin",
    "impersonate on userextras/scopes.authentication.k8s.io",
    "impersonate on uids.authentication.k8s.io",
    "* on serviceaccounts",
    "impersonate on *",
    "impersonate on userextras.authentication.k8s.io",
  ],
);
grants(
  "escalateBind",
  [
    `get,update on roles.${rbac}`,
    `bind on rolebindings.${rbac}`,
    "escalate on roles",
    "bind on pods",
  ],
  [
    `bind on roles.${rbac}`,
    `escalate on clusterroles.${rbac}`,
    `* on roles.${rbac}`,
    `bind on clusterroles.${rbac} /admin`,
    `bind on *.${rbac}`,
  ],
);
grants(
  "createRoleBindings",
  [
    `get,list on rolebindings.${rbac}`,
    `create on roles.${rbac}`,
    `delete on rolebindings.${rbac}`,
    "create on rolebindings",
  ],
  [
    `create on rolebindings.${rbac}`,
    `update on clusterrolebindings.${rbac}`,
    `patch on rolebindings.${rbac} /a`,
    `bind on clusterrolebindings.${rbac}`,
    `* on *.${rbac}`,
  ],
);
grants(
  "csrApprove",
  [
    "get on certificatesigningrequests/approval.certificates.k8s.io",
    "create on certificatesigningrequests.certificates.k8s.io",
    "sign on signers.certificates.k8s.io",
    "update on certificatesigningrequests/status.certificates.k8s.io",
  ],
  [
    "update on certificatesigningrequests/approval.certificates.k8s.io",
    "patch on certificatesigningrequests/approval.certificates.k8s.io",
    "approve on signers.certificates.k8s.io",
    "approve on signers.certificates.k8s.io /example.org/client",
    "* on *.certificates.k8s.io",
  ],
);
grants(
  "admissionWebhooks",
  [
    "get,list,watch on mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "create on validatingadmissionpolicies.admissionregistration.k8s.io",
    "update on mutatingwebhookconfigurations",
  ],
  [
    "create on mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "patch on validatingwebhookconfigurations.admissionregistration.k8s.io /a",
    "delete on validatingwebhookconfigurations.admissionregistration.k8s.io",
    "* on *.admissionregistration.k8s.io",
  ],
);
grants(
  "deleteEvents",
  ["create,patch,update on events", "delete on pods", "get on events.events.k8s.io"],
  [
    "delete on events",
    "deletecollection on events",
    "delete on events.events.k8s.io",
    "* on events",
  ],
);
grants(
  "networkWrite",
  [
    "get,list,watch on services",
    "create on pods",
    "get on networkpolicies.networking.k8s.io",
    "update on services/status",
  ],
  [
    "create on services",
    "update on endpoints",
    "patch on endpointslices.discovery.k8s.io",
    "delete on networkpolicies.networking.k8s.io",
    "create on ingresses.networking.k8s.io",
    "* on *.networking.k8s.io",
  ],
);
grants(
  "excessiveDelete",
  [
    "get,create,update on pods",
    "delete on configmaps",
    "delete on pods/eviction",
    "delete on events",
  ],
  [
    "delete on secrets",
    "deletecollection on pods",
    "delete on services",
    "delete on deployments.apps",
    "delete on jobs.batch",
    "* on pods",
    "delete on secrets /a",
  ],
);
grants(
  "workloadWrite",
  [
    "get,list,watch on pods,deployments",
    "create on configmaps",
    "update on deployments/scale.apps",
    "create on deployments",
  ],
  [
    "create on pods",
    "update on deployments.apps",
    "patch on statefulsets.apps",
    "delete on daemonsets.apps",
    "create on jobs.batch",
    "create on cronjobs.batch",
    "* on *.apps",
    "update on replicationcontrollers",
    "patch on replicasets.apps /a",
  ],
);
grants(
  "wildcardVerbs",
  ["get on *", "get,list,watch,create,update,patch,delete on pods", "get on *.*"],
  ["* on pods", "get,* on pods", "* on configmaps /a"],
);
grants(
  "wildcardResources",
  ["* on pods", "get on pods.*", "get on pods,services"],
  ["get on *", "get on *.apps", "get on pods,*"],
);
grants(
  "wildcardAny",
  [
    "get on pods",
    "get,list,watch,create,update,patch,delete,deletecollection on pods.apps",
    "get on pods /*",
  ],
  ["* on pods", "get on *", "get on pods.*", "get on *.apps"],
);
grants(
  "adminEquivalentRole",
  [
    "* on *",
    "* on *.apps",
    "* on pods.*",
    "get,list,watch on *.*",
    "get,list,watch,create,update,patch on *.*",
    "* on *.* /a",
  ],
  ["get,list,watch,create,update,patch,delete on *.*"],
  {
    "every verb beside the star": role("Role", {
      apiGroups: ["", "*"],
      resources: ["pods", "*"],
      verbs: ["get", "*"],
    }),
    "with URLs": role(
      "ClusterRole",
      { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      { nonResourceURLs: ["*"], verbs: ["*"] },
    ),
  },
);
