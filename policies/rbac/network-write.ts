import { grantRule, on, write } from "./grants.ts";

/** Whoever writes these redirects traffic or opens the network. */
export const networkWrite = grantRule({
  id: "rbac-network-write",
  controls: ["rbac.networkWrite"],
  severity: "low",
  frameworks: ["MITRE T1557"],
  description: "Roles should not write Services, endpoints, NetworkPolicies or Ingresses.",
  remediation: "Declare them with the deployment; grant read verbs alone.",
  danger: "it can redirect traffic or open the network; grant read verbs alone",
  accesses: on(
    write,
    "services",
    "endpoints",
    "endpointslices.discovery.k8s.io",
    "networkpolicies.networking.k8s.io",
    "ingresses.networking.k8s.io",
    "networkpolicies.extensions",
    "ingresses.extensions",
  ),
});
