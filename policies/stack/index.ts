import type { Rule } from "../engine/rule.ts";
import { autoscalerDuplicate } from "./autoscaler-duplicate.ts";
import { autoscalerReplicasConflict } from "./autoscaler-replicas-conflict.ts";
import { autoscalerTargetMissing } from "./autoscaler-target-missing.ts";
import { budgetMissing } from "./budget-missing.ts";
import { budgetVersusAutoscaler } from "./budget-versus-autoscaler.ts";
import { budgetVersusReplicas } from "./budget-versus-replicas.ts";
import { defaultDenyMissing } from "./default-deny-missing.ts";
import { ingressDangling } from "./ingress-dangling.ts";
import { ingressDuplicateHostPath } from "./ingress-duplicate-host-path.ts";
import { ingressDuplicateHost } from "./ingress-duplicate-host.ts";
import { namespaceWithoutPolicy } from "./namespace-without-policy.ts";
import { networkPolicyBothWays } from "./network-policy-both-ways.ts";
import { networkPolicyDanglingPeer } from "./network-policy-dangling-peer.ts";
import { networkPolicyDangling } from "./network-policy-dangling.ts";
import { networkPolicyMissing } from "./network-policy-missing.ts";
import { podSecurityConflict } from "./pod-security-conflict.ts";
import { serviceDangling } from "./service-dangling.ts";
import { serviceDuplicateSelector } from "./service-duplicate-selector.ts";

/** The rules of this folder. */
export const stackRules: Rule[] = [
  autoscalerDuplicate,
  autoscalerReplicasConflict,
  autoscalerTargetMissing,
  budgetMissing,
  budgetVersusAutoscaler,
  budgetVersusReplicas,
  defaultDenyMissing,
  ingressDangling,
  ingressDuplicateHostPath,
  ingressDuplicateHost,
  namespaceWithoutPolicy,
  networkPolicyBothWays,
  networkPolicyDanglingPeer,
  networkPolicyDangling,
  networkPolicyMissing,
  podSecurityConflict,
  serviceDangling,
  serviceDuplicateSelector,
];
