import { duplicateRule } from "./ingress-duplicate.ts";

/** Of two Ingresses with the same host and path, one never gets a request. */
export const ingressDuplicateHostPath = duplicateRule({
  id: "stack-ingress-duplicate-host-path",
  controls: ["ingress.duplicateHostPath"],
  severity: "medium",
  description: "Two Ingresses should not serve the same path of the same host.",
  remediation: "Remove the path from one of the Ingresses.",
  serves: ({ host = "", path }) => [host, path || "/"],
});
