import type { Rule } from "../engine/rule.ts";
import { autoscalerDuplicate } from "./autoscaler-duplicate.ts";
import { autoscalerReplicasConflict } from "./autoscaler-replicas-conflict.ts";
import { autoscalerTargetMissing } from "./autoscaler-target-missing.ts";
import { budgetMissing } from "./budget-missing.ts";
import { budgetVersusAutoscaler } from "./budget-versus-autoscaler.ts";
import { budgetVersusReplicas } from "./budget-versus-replicas.ts";
import { defaultDenyMissing } from "./default-deny-missing.ts";
import { namespaceWithoutPolicy } from "./namespace-without-policy.ts";
import { networkPolicyBothWays } from "./network-policy-both-ways.ts";
import { networkPolicyDanglingPeer } from "./network-policy-dangling-peer.ts";
import { networkPolicyDangling } from "./network-policy-dangling.ts";
import { networkPolicyMissing } from "./network-policy-missing.ts";

/** The rules of this folder. */
export const stackRules: Rule[] = [
  autoscalerDuplicate,
  autoscalerReplicasConflict,
  autoscalerTargetMissing,
  budgetMissing,
  budgetVersusAutoscaler,
  budgetVersusReplicas,
  defaultDenyMissing,
  namespaceWithoutPolicy,
  networkPolicyBothWays,
  networkPolicyDanglingPeer,
  networkPolicyDangling,
  networkPolicyMissing,
];
