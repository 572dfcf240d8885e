import type { Manifest } from "../forms.ts";

/** A container, with what a case needs on top. */
export const c = (more: Manifest = {}): Manifest => ({ name: "app", image: "nginx:1.27", ...more });

/** A pod's spec. */
export const spec = (more: Manifest = {}): Manifest => ({ containers: [c()], ...more });

/** A pod's spec inside what can take metadata beside it. */
export const pod = (more: Manifest = {}): Manifest => ({ spec: spec(more) });

/** The pod's security context, and that of its one container. */
export const contexts = (ofPod: Manifest, ofContainer: Manifest = {}): Manifest => ({
  securityContext: ofPod,
  containers: [c({ securityContext: ofContainer })],
});

/** A container's security context that holds the Restricted profile and more. */
export const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
