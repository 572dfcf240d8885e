import type { ObjectRule } from "../engine/rule.ts";
import { allowPrivilegeEscalation } from "./allow-privilege-escalation.ts";
import { appArmor } from "./app-armor.ts";
import { capabilities } from "./capabilities.ts";
import { controlPlaneToleration } from "./control-plane-toleration.ts";
import { criSocket } from "./cri-socket.ts";
import { defaultNamespace } from "./default-namespace.ts";
import { dropAllCapabilities } from "./drop-all-capabilities.ts";
import { dropNetRaw } from "./drop-net-raw.ts";
import { explicitPrivilegeEscalation } from "./explicit-privilege-escalation.ts";
import { highUserGroupId } from "./high-user-group-id.ts";
import { hostNamespaces } from "./host-namespaces.ts";
import { hostPathVolumes } from "./host-path-volumes.ts";
import { hostPathWritable } from "./host-path-writable.ts";
import { hostPorts } from "./host-ports.ts";
import { hostProbes } from "./host-probes.ts";
import { imageDigest } from "./image-digest.ts";
import { imageLatestTag } from "./image-latest-tag.ts";
import { imagePullPolicy } from "./image-pull-policy.ts";
import { imageRegistryAllowList } from "./image-registry-allow-list.ts";
import { imageRegistryDenyList } from "./image-registry-deny-list.ts";
import { interactiveTty } from "./interactive-tty.ts";
import { longLivedToken } from "./long-lived-token.ts";
import { nonRootGroups } from "./non-root-groups.ts";
import { opaqueRelease } from "./opaque-release.ts";
import { plaintextEnv } from "./plaintext-env.ts";
import { privileged } from "./privileged.ts";
import { procMount } from "./proc-mount.ts";
import { psaBaseline } from "./psa-baseline.ts";
import { psaLabels } from "./psa-labels.ts";
import { psaPrivileged } from "./psa-privileged.ts";
import { psaRestricted } from "./psa-restricted.ts";
import { readOnlyRootFilesystem } from "./read-only-root-filesystem.ts";
import { restrictedProcMount } from "./restricted-proc-mount.ts";
import { restrictedSeccomp } from "./restricted-seccomp.ts";
import { runAsNonRoot } from "./run-as-non-root.ts";
import { runAsUser } from "./run-as-user.ts";
import { seLinux } from "./se-linux.ts";
import { seccomp } from "./seccomp.ts";
import { secretInConfigMap } from "./secret-in-config-map.ts";
import { secretInEnv } from "./secret-in-env.ts";
import { sshPort } from "./ssh-port.ts";
import { sysctls } from "./sysctls.ts";
import { volumeTypes } from "./volume-types.ts";
import { windowsHostProcess } from "./windows-host-process.ts";

/** The rules of this folder. */
export const securityRules: ObjectRule[] = [
  allowPrivilegeEscalation,
  appArmor,
  capabilities,
  controlPlaneToleration,
  criSocket,
  defaultNamespace,
  dropAllCapabilities,
  dropNetRaw,
  explicitPrivilegeEscalation,
  highUserGroupId,
  hostNamespaces,
  hostPathVolumes,
  hostPathWritable,
  hostPorts,
  hostProbes,
  imageDigest,
  imageLatestTag,
  imagePullPolicy,
  imageRegistryAllowList,
  imageRegistryDenyList,
  interactiveTty,
  longLivedToken,
  nonRootGroups,
  opaqueRelease,
  plaintextEnv,
  privileged,
  procMount,
  psaBaseline,
  psaLabels,
  psaPrivileged,
  psaRestricted,
  readOnlyRootFilesystem,
  restrictedProcMount,
  restrictedSeccomp,
  runAsNonRoot,
  runAsUser,
  seLinux,
  seccomp,
  secretInConfigMap,
  secretInEnv,
  sshPort,
  sysctls,
  volumeTypes,
  windowsHostProcess,
];
