import type { SecretRef, WorkloadRef } from "../../checks/run/plan.ts";

/** A cache as those see it who use it. */
export interface CacheRef {
  host: string;
  port: number;
  /** Beside its clients. */
  password: SecretRef;
  /** By which policies know its pods. */
  identity: string;
  workload: WorkloadRef;
}
