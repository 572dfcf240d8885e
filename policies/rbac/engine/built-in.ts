import type { Tree } from "../../lib/objects.ts";

/** A Role or ClusterRole that every cluster has from the start. */
export interface BuiltInRole {
  name: string;
  labels: Record<string, string>;
  /** Labels of the ClusterRoles whose rules it gathers; its own rules are replaced then. */
  gathers?: Record<string, string>;
  rules: Tree[];
}

const read = "get list watch";
const write = "create update patch delete deletecollection";
const appsWrite =
  "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale " +
  "statefulsets statefulsets/scale";
const appsRead =
  "controllerrevisions daemonsets daemonsets/status deployments deployments/scale " +
  "deployments/status replicasets replicasets/scale replicasets/status statefulsets " +
  "statefulsets/scale statefulsets/status";
const rbac = "rbac.authorization.k8s.io";
const network = "networking.k8s.io";
const events = rule("create patch update", "|events.k8s.io", "events");

const toView = [
  rule(
    read,
    "",
    "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods " +
      "replicationcontrollers replicationcontrollers/scale serviceaccounts services " +
      "services/status bindings events limitranges namespaces namespaces/status pods/log " +
      "pods/status replicationcontrollers/status resourcequotas resourcequotas/status",
  ),
  rule(read, "discovery.k8s.io", "endpointslices"),
  rule(read, "apps", appsRead),
  rule(read, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
  rule(read, "batch", "cronjobs cronjobs/status jobs jobs/status"),
  rule(read, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
  rule(read, network, "ingresses ingresses/status networkpolicies"),
];

const toEdit = [
  rule(read, "", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
  rule("impersonate", "", "serviceaccounts"),
  rule(
    write,
    "",
    "pods pods/attach pods/exec pods/portforward pods/proxy configmaps events " +
      "persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets " +
      "serviceaccounts services services/proxy",
  ),
  rule("create", "", "pods/eviction serviceaccounts/token"),
  rule(write, "apps", appsWrite),
  rule(write, "autoscaling", "horizontalpodautoscalers"),
  rule(write, "batch", "cronjobs jobs"),
  rule(write, "policy", "poddisruptionbudgets"),
  rule(write, network, "ingresses networkpolicies"),
  rule(`${read} ${write}`, "coordination.k8s.io", "leases"),
];

const toAdmin = [
  rule("create", "authorization.k8s.io", "localsubjectaccessreviews"),
  rule(`${read} ${write}`, rbac, "roles rolebindings"),
];

const podController = [rule("create delete get list patch update watch", "", "pods"), events];

/** Of the many `system:` roles: those that hold or lead to rights which a rule asks about. */
const system: Record<string, object[]> = {
  "auth-delegator": [
    rule("create", "authentication.k8s.io", "tokenreviews"),
    rule("create", "authorization.k8s.io", "subjectaccessreviews"),
  ],
  "certificates.k8s.io:kube-apiserver-client-approver": [
    rule("approve", "certificates.k8s.io", "signers"),
  ],
  "certificates.k8s.io:kubelet-serving-approver": [
    rule("approve", "certificates.k8s.io", "signers"),
  ],
  "controller:clusterrole-aggregation-controller": [
    rule(`escalate ${read} patch update`, rbac, "clusterroles"),
  ],
  "controller:cronjob-controller": [
    rule("create delete get list patch update watch", "batch", "jobs"),
    rule("delete list", "", "pods"),
  ],
  "controller:daemon-set-controller": podController,
  "controller:deployment-controller": [
    rule("create delete get list patch update watch", "apps", "replicasets"),
    rule("get list update watch", "", "pods"),
  ],
  "controller:expand-controller": [rule("get", "", "secrets")],
  "controller:generic-garbage-collector": [rule("delete get list patch update watch", "*", "*")],
  "controller:job-controller": podController,
  "controller:legacy-service-account-token-cleaner": [rule("delete patch", "", "secrets")],
  "controller:namespace-controller": [rule("delete deletecollection get list", "*", "*")],
  "controller:persistent-volume-binder": [
    rule("create delete get list watch", "", "pods persistentvolumes"),
    rule("get", "", "secrets"),
  ],
  "controller:replicaset-controller": podController,
  "controller:replication-controller": podController,
  "controller:resourcequota-controller": [rule("list watch", "*", "*")],
  "controller:statefulset-controller": podController,
  "kube-controller-manager": [
    rule("create delete get update", "", "secrets"),
    rule("create get update", "", "serviceaccounts"),
    rule("create", "", "serviceaccounts/token"),
    rule("list watch", "*", "*"),
    events,
  ],
  "kube-scheduler": [
    rule("delete get list watch", "", "pods"),
    rule("create", "", "bindings pods/binding"),
    rule(read, "", "nodes"),
  ],
  "kubelet-api-admin": [
    rule(read, "", "nodes"),
    rule("proxy", "", "nodes"),
    rule("*", "", "nodes/log nodes/metrics nodes/proxy nodes/stats"),
  ],
  node: [
    rule("create delete get list watch", "", "pods"),
    rule(read, "", "secrets configmaps"),
    rule("create", "", "serviceaccounts/token pods/eviction"),
    rule("create get list watch update patch delete", "", "nodes"),
    rule("create get list watch", "certificates.k8s.io", "certificatesigningrequests"),
    events,
  ],
  "persistent-volume-provisioner": [
    rule("create delete get list watch", "", "persistentvolumes"),
    rule("get list update watch", "", "persistentvolumeclaims"),
    events,
  ],
};

/** The rest of the `system:` roles: bound like any other, without a right that a rule asks about. */
const harmless = (
  "basic-user certificates.k8s.io:certificatesigningrequests:nodeclient " +
  "certificates.k8s.io:certificatesigningrequests:selfnodeclient " +
  "certificates.k8s.io:kube-apiserver-client-kubelet-approver " +
  "certificates.k8s.io:legacy-unknown-approver cluster-trust-bundle-discovery " +
  "controller:attachdetach-controller controller:certificate-controller " +
  "controller:device-taint-eviction-controller controller:disruption-controller " +
  "controller:endpoint-controller controller:endpointslice-controller " +
  "controller:endpointslicemirroring-controller controller:ephemeral-volume-controller " +
  "controller:horizontal-pod-autoscaler controller:node-controller " +
  "controller:pod-garbage-collector controller:pv-protection-controller " +
  "controller:pvc-protection-controller controller:resource-claim-controller " +
  "controller:root-ca-cert-publisher controller:route-controller " +
  "controller:selinux-warning-controller controller:service-account-controller " +
  "controller:service-cidrs-controller controller:service-controller " +
  "controller:ttl-after-finished-controller controller:ttl-controller " +
  "controller:validatingadmissionpolicy-status-controller " +
  "controller:volumeattributesclass-protection-controller discovery heapster kube-aggregator " +
  "kube-dns monitoring node-bootstrapper node-problem-detector node-proxier public-info-viewer " +
  "service-account-issuer-discovery volume-scheduler"
).split(" ");

const aggregate = (tier: string) => ({ [`${rbac}/aggregate-to-${tier}`]: "true" });

/** The built-in ClusterRoles, as Kubernetes bootstraps them. */
export const builtInClusterRoles: readonly BuiltInRole[] = [
  role("cluster-admin", [rule("*", "*", "*"), { nonResourceURLs: ["*"], verbs: ["*"] }]),
  { ...role("admin", []), gathers: aggregate("admin") },
  { ...role("edit", []), labels: aggregate("admin"), gathers: aggregate("edit") },
  { ...role("view", []), labels: aggregate("edit"), gathers: aggregate("view") },
  { ...role("system:aggregate-to-admin", toAdmin), labels: aggregate("admin") },
  { ...role("system:aggregate-to-edit", toEdit), labels: aggregate("edit") },
  { ...role("system:aggregate-to-view", toView), labels: aggregate("view") },
  ...Object.entries(system).map(([name, rules]) => role(`system:${name}`, rules)),
  ...harmless.map((name) => role(`system:${name}`, [])),
];

const locks = [rule("create get list update watch", "coordination.k8s.io", "leases")];

/** The built-in Roles by their namespace, as Kubernetes bootstraps them. */
export const builtInRoles: Record<string, readonly BuiltInRole[]> = {
  "kube-public": [
    role("system:controller:bootstrap-signer", [rule(read, "", "configmaps"), events]),
  ],
  "kube-system": [
    role("extension-apiserver-authentication-reader", [
      { ...rule(read, "", "configmaps"), resourceNames: ["extension-apiserver-authentication"] },
    ]),
    role("system::leader-locking-kube-controller-manager", locks),
    role("system::leader-locking-kube-scheduler", locks),
    role("system:controller:bootstrap-signer", [rule(read, "", "secrets")]),
    role("system:controller:cloud-provider", [rule("create get list watch", "", "configmaps")]),
    role("system:controller:token-cleaner", [rule("delete get list watch", "", "secrets"), events]),
  ],
};

function role(name: string, rules: object[]): BuiltInRole {
  return { name, rules, labels: {} };
}

function rule(verbs: string, groups: string, resources: string): object {
  return { verbs: verbs.split(" "), apiGroups: groups.split("|"), resources: resources.split(" ") };
}
