import { duplicateRule } from "./ingress-duplicate.ts";

/** Which of two Ingresses answers for a host is up to the controller. */
export const ingressDuplicateHost = duplicateRule({
  id: "stack-ingress-duplicate-host",
  controls: ["ingress.duplicateHost"],
  severity: "low",
  description: "Two Ingresses should not serve the same host.",
  remediation: "Join the paths of the host in one Ingress.",
  serves: ({ host }) => (host === undefined ? undefined : [host]),
});
