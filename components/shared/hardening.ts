import type * as k8s from "@pulumi/kubernetes";

/** The container half of the restricted Pod Security Standard. */
export const restricted: k8s.types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** What a pod that talks to no Kubernetes API leaves out. */
export const restrictedPod = { automountServiceAccountToken: false, enableServiceLinks: false };

/**
 * The pod half: one user and group for the processes and for the files they may write. Without an
 * id the cluster chooses one, as OpenShift does for each namespace.
 */
export function podSecurity(id?: number): k8s.types.input.core.v1.PodSecurityContext {
  const user = {
    runAsUser: id,
    runAsGroup: id,
    fsGroup: id,
    fsGroupChangePolicy: "OnRootMismatch",
  };
  return {
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
    ...(id !== undefined && user),
  };
}

/** Labels that have the API server refuse every pod below the restricted standard. */
export const restrictedNamespace = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/enforce-version": "latest",
  "pod-security.kubernetes.io/audit": "restricted",
  "pod-security.kubernetes.io/audit-version": "latest",
  "pod-security.kubernetes.io/warn": "restricted",
  "pod-security.kubernetes.io/warn-version": "latest",
};
