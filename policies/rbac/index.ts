import type { Rule } from "../engine/rule.ts";
import { adminEquivalentBinding } from "./admin-equivalent-binding.ts";
import { adminEquivalentRole } from "./admin-equivalent-role.ts";
import { admissionWebhooks } from "./admission-webhooks.ts";
import { automountToken } from "./automount-token.ts";
import { clusterAdminBinding } from "./cluster-admin-binding.ts";
import { configMapWrite } from "./config-map-write.ts";
import { createPersistentVolumes } from "./create-persistent-volumes.ts";
import { createPods } from "./create-pods.ts";
import { createRoleBindings } from "./create-role-bindings.ts";
import { csrApprove } from "./csr-approve.ts";
import { danglingRoleRef } from "./dangling-role-ref.ts";
import { defaultServiceAccountBinding } from "./default-service-account-binding.ts";
import { defaultServiceAccount } from "./default-service-account.ts";
import { deleteEvents } from "./delete-events.ts";
import { escalateBind } from "./escalate-bind.ts";
import { excessiveDelete } from "./excessive-delete.ts";
import { impersonate } from "./impersonate.ts";
import { networkWrite } from "./network-write.ts";
import { nodesProxy } from "./nodes-proxy.ts";
import { podsExec } from "./pods-exec.ts";
import { portForward } from "./port-forward.ts";
import { proxySubresource } from "./proxy-subresource.ts";
import { saAutomountToken } from "./sa-automount-token.ts";
import { secretReach } from "./secret-reach.ts";
import { secretsRead } from "./secrets-read.ts";
import { secretsWrite } from "./secrets-write.ts";
import { serviceAccountMissing } from "./service-account-missing.ts";
import { systemAuthenticatedBinding } from "./system-authenticated-binding.ts";
import { systemGroupsBinding } from "./system-groups-binding.ts";
import { tokenCreate } from "./token-create.ts";
import { wildcardAny } from "./wildcard-any.ts";
import { wildcardResources } from "./wildcard-resources.ts";
import { wildcardVerbs } from "./wildcard-verbs.ts";
import { workloadAdminRole } from "./workload-admin-role.ts";
import { workloadClusterTakeover } from "./workload-cluster-takeover.ts";
import { workloadTokenWithPermissions } from "./workload-token-with-permissions.ts";
import { workloadWrite } from "./workload-write.ts";

/** The rules of this folder. */
export const rbacRules: Rule[] = [
  adminEquivalentBinding,
  adminEquivalentRole,
  admissionWebhooks,
  automountToken,
  clusterAdminBinding,
  configMapWrite,
  createPersistentVolumes,
  createPods,
  createRoleBindings,
  csrApprove,
  danglingRoleRef,
  defaultServiceAccountBinding,
  defaultServiceAccount,
  deleteEvents,
  escalateBind,
  excessiveDelete,
  impersonate,
  networkWrite,
  nodesProxy,
  podsExec,
  portForward,
  proxySubresource,
  saAutomountToken,
  secretReach,
  secretsRead,
  secretsWrite,
  serviceAccountMissing,
  systemAuthenticatedBinding,
  systemGroupsBinding,
  tokenCreate,
  wildcardAny,
  wildcardResources,
  wildcardVerbs,
  workloadAdminRole,
  workloadClusterTakeover,
  workloadTokenWithPermissions,
  workloadWrite,
];
