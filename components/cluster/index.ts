export { discover } from "./discover.ts";
export { StagingCluster, type StagingClusterArgs } from "./staging-cluster.ts";
export { WorkloadAccount, type WorkloadAccountArgs } from "./workload-account.ts";
