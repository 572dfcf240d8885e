import { grantRule, on, write } from "./grants.ts";

/** A ConfigMap steers what other workloads do. */
export const configMapWrite = grantRule({
  id: "rbac-config-map-write",
  controls: ["rbac.configMapWrite"],
  severity: "low",
  frameworks: ["MITRE T1565"],
  description: "Roles should not write ConfigMaps.",
  remediation:
    "Let the deployment write ConfigMaps, and give accounts get alone, narrowed by resourceNames.",
  danger: "configuration steers other workloads; grant get alone",
  accesses: on(write, "configmaps"),
});
