import type { Rule } from "../engine/rule.ts";
import { antiAffinity } from "./anti-affinity.ts";
import { anyProbe } from "./any-probe.ts";
import { cpuLimit } from "./cpu-limit.ts";
import { cpuRequest } from "./cpu-request.ts";
import { defaultReplicas } from "./default-replicas.ts";
import { deprecatedApi } from "./deprecated-api.ts";
import { duplicateEnv } from "./duplicate-env.ts";
import { emptyDirSizeLimit } from "./empty-dir-size-limit.ts";
import { hpaMinReplicas } from "./hpa-min-replicas.ts";
import { identicalProbes } from "./identical-probes.ts";
import { livenessAndReadiness } from "./liveness-and-readiness.ts";
import { livenessProbe } from "./liveness-probe.ts";
import { maxLimits } from "./max-limits.ts";
import { memoryLimit } from "./memory-limit.ts";
import { memoryRequest } from "./memory-request.ts";
import { minReplicas } from "./min-replicas.ts";
import { nakedPod } from "./naked-pod.ts";
import { pdbUnhealthyEvictionPolicy } from "./pdb-unhealthy-eviction-policy.ts";
import { pdbZeroDisruption } from "./pdb-zero-disruption.ts";
import { readinessProbe } from "./readiness-probe.ts";
import { requestsAndLimits } from "./requests-and-limits.ts";
import { requestsAndMemoryLimit } from "./requests-and-memory-limit.ts";
import { requiredLabels } from "./required-labels.ts";
import { selectorMismatch } from "./selector-mismatch.ts";
import { topologySpreadAny } from "./topology-spread-any.ts";
import { topologySpread } from "./topology-spread.ts";

/** The rules of this folder. */
export const reliabilityRules: Rule[] = [
  antiAffinity,
  anyProbe,
  cpuLimit,
  cpuRequest,
  defaultReplicas,
  deprecatedApi,
  duplicateEnv,
  emptyDirSizeLimit,
  hpaMinReplicas,
  identicalProbes,
  livenessAndReadiness,
  livenessProbe,
  maxLimits,
  memoryLimit,
  memoryRequest,
  minReplicas,
  nakedPod,
  pdbUnhealthyEvictionPolicy,
  pdbZeroDisruption,
  readinessProbe,
  requestsAndLimits,
  requestsAndMemoryLimit,
  requiredLabels,
  selectorMismatch,
  topologySpreadAny,
  topologySpread,
];
