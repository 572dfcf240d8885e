import { objectRule } from "../engine/define.ts";

/** Kinds with a stable version, by group: their alpha and beta versions are gone or go. */
const stableKinds: Record<string, string> = {
  "admissionregistration.k8s.io":
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy " +
    "ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
  "apiextensions.k8s.io": "CustomResourceDefinition",
  "apiregistration.k8s.io": "APIService",
  apps: "Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision Scale DeploymentRollback",
  "authentication.k8s.io": "TokenReview TokenRequest SelfSubjectReview",
  "authorization.k8s.io":
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
  autoscaling: "HorizontalPodAutoscaler",
  batch: "CronJob Job",
  "certificates.k8s.io": "CertificateSigningRequest",
  "coordination.k8s.io": "Lease",
  "discovery.k8s.io": "EndpointSlice",
  "events.k8s.io": "Event",
  "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
  "networking.k8s.io": "Ingress IngressClass NetworkPolicy IPAddress ServiceCIDR ClusterCIDR",
  "node.k8s.io": "RuntimeClass",
  policy: "PodDisruptionBudget PodSecurityPolicy Eviction",
  "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding Role RoleBinding",
  "resource.k8s.io":
    "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice ResourceClass " +
    "PodSchedulingContext ResourceClaimParameters ResourceClassParameters",
  "scheduling.k8s.io": "PriorityClass",
  "storage.k8s.io":
    "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
};
/** Groups of which no version is served any longer. */
const goneGroups = new Set(["extensions", "settings.k8s.io", "auditregistration.k8s.io"]);

const stable = new Set(
  Object.entries(stableKinds).flatMap(([group, kinds]) =>
    kinds.split(" ").map((kind) => `${group}/${kind}`),
  ),
);

/** What a newer cluster no longer serves cannot be deployed there. */
export const deprecatedApi = objectRule({
  id: "reliability-deprecated-api",
  controls: ["api.deprecated"],
  severity: "medium",
  frameworks: ["CIS 5.7"],
  description: "Objects must use API versions that current Kubernetes serves as stable.",
  remediation: "Use the stable version that kubectl explain <kind> shows.",
  url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
  decide: (object, report) => {
    const { group, kind, apiVersion } = object;
    const isStable = /(^|\/)v\d+$/.test(apiVersion);
    if (goneGroups.has(group) || (!isStable && stable.has(`${group}/${kind}`))) {
      report.fail("apiVersion", `${apiVersion} ${kind} is gone or goes: use the stable version`);
    }
  },
});
