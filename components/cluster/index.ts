export { discover } from "./discover.ts";
export { readLive } from "./live.ts";
export { StagingCluster, type StagingClusterArgs } from "./staging-cluster.ts";
export { WorkloadAccount, type WorkloadAccountArgs } from "./workload-account.ts";
