import { grantRule, on } from "./grants.ts";

/** A PersistentVolume of type hostPath opens the file system of a node. */
export const createPersistentVolumes = grantRule({
  id: "rbac-create-persistent-volumes",
  controls: ["rbac.createPersistentVolumes"],
  severity: "high",
  frameworks: ["CIS 5.1.9", "MITRE T1611"],
  description: "Roles must not create PersistentVolumes.",
  remediation: "Use PersistentVolumeClaims and a StorageClass: the provisioner makes the volumes.",
  danger: "a hostPath volume opens the node's file system; use claims and a StorageClass",
  accesses: on(["create"], "persistentvolumes"),
});
