import type * as k8s from "@pulumi/kubernetes";

type Rule = k8s.types.input.rbac.v1.PolicyRule;

const group = "postgresql.cnpg.io";
const rule = (apiGroup: string, resources: string[], ...verbs: string[]): Rule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});
const read = ["get", "list", "watch"];

/**
 * What the operator may do in the namespace of its cluster, the one place it watches. It hands
 * parts of it on to the instances, and may hand on no more than it has.
 */
const namespaceRights: Rule[] = [
  rule("", ["configmaps", "services"], ...read, "create", "update", "patch", "delete"),
  rule("", ["secrets"], ...read, "create", "update", "patch", "delete"),
  rule("", ["configmaps/status", "secrets/status"], "get", "update", "patch"),
  rule("", ["events"], "create", "patch"),
  rule("", ["pods", "persistentvolumeclaims"], ...read, "create", "patch", "delete"),
  rule("", ["pods/status"], "get"),
  rule("", ["serviceaccounts"], ...read, "create", "update", "patch"),
  rule("apps", ["deployments"], ...read, "create", "update", "patch", "delete"),
  rule("batch", ["jobs"], ...read, "create", "patch", "delete"),
  rule("coordination.k8s.io", ["leases"], ...read, "create", "update"),
  rule("discovery.k8s.io", ["endpointslices"], ...read),
  rule("monitoring.coreos.com", ["podmonitors"], ...read, "create", "patch", "delete"),
  rule("policy", ["poddisruptionbudgets"], ...read, "create", "update", "patch", "delete"),
  rule(
    "rbac.authorization.k8s.io",
    ["roles", "rolebindings"],
    ...read,
    "create",
    "update",
    "patch",
  ),
  rule("snapshot.storage.k8s.io", ["volumesnapshots"], ...read),
  rule(
    group,
    [
      ...["backups", "clusters", "databaseroles", "databases", "failoverquorums", "poolers"],
      ...["publications", "scheduledbackups", "subscriptions"],
    ],
    ...[...read, "create", "update", "patch", "delete"],
  ),
  rule(
    group,
    [
      ...["backups/status", "clusters/status", "databaseroles/status", "databases/status"],
      ...["failoverquorums/status", "poolers/status", "publications/status"],
      ...["scheduledbackups/status", "subscriptions/status"],
    ],
    ...["get", "update", "patch", "watch"],
  ),
  rule(group, ["imagecatalogs"], ...read),
  rule(
    group,
    ["clusters/finalizers", "databaseroles/finalizers", "poolers/finalizers"],
    ...["update"],
  ),
];

const backups = "barmancloud.cnpg.io";

/**
 * It starts a base backup by a command in the pod that makes it; its plugin lets each instance
 * read where backups go, and say there how far back they reach.
 */
const backupRights: Rule[] = [
  rule("", ["pods/exec"], "get", "create"),
  rule(backups, ["objectstores"], ...read),
  rule(backups, ["objectstores/status"], "update"),
];

/** What has no namespace: nodes tell which of them are being drained. */
const clusterRights: Rule[] = [
  rule("", ["nodes"], ...read),
  rule(group, ["clusterimagecatalogs"], ...read),
];

/** The plugin watches these everywhere: it cannot be told to keep to one namespace. */
const pluginRights: Rule[] = [
  rule(backups, ["objectstores"], ...read),
  rule("rbac.authorization.k8s.io", ["roles", "rolebindings"], ...read),
];

/** What the operator may do in its namespace, and what in the whole cluster. */
export const rightsOf = ({ backups }: { backups: boolean }) =>
  backups
    ? {
        namespace: [...namespaceRights, ...backupRights],
        cluster: [...clusterRights, ...pluginRights],
      }
    : { namespace: namespaceRights, cluster: clusterRights };
