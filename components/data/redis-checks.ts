import type { CheckSpec, LoadSpec } from "../../checks/run/plan.ts";
import type { CacheRef } from "../shared/cache.ts";
import { podIdentity } from "../shared/identity.ts";

export interface RedisChecksArgs {
  redis: CacheRef;
  images: { redis: string };
  /** Whose pods may connect. */
  client: { namespace: string; serviceAccountName: string };
  /** How the service that uses the cache is put under load. */
  load: LoadSpec;
  degradation: {
    /** How long the cache is away; 0 leaves the check out. */
    awaySeconds: number;
    ratePerSecond: number;
    /** @default - that of the load */
    errorRate?: number;
    /** @default - that of the load */
    p95Milliseconds?: number;
    /** Longest wait until the cache is back. */
    backSeconds: number;
  };
}

/** What has to be proved of the service that uses the cache. It disrupts: it comes late. */
export function redisChecks(args: RedisChecksArgs): { name: string; spec: CheckSpec }[] {
  const { redis, images, client, load, degradation } = args;
  const { awaySeconds, backSeconds, ratePerSecond } = degradation;
  if (awaySeconds === 0) return [];
  const { errorRate = load.thresholds.errorRate } = degradation;
  const { p95Milliseconds = load.thresholds.p95Milliseconds } = degradation;
  const { host, port, password, workload } = redis;
  const pace = { ratePerSecond, durationSeconds: awaySeconds, warmUpSeconds: 0 };
  return [
    {
      name: "cache-degradation",
      spec: {
        kind: "degradation",
        load: {
          ...load,
          profile: { ...load.profile, ...pace },
          thresholds: { ...load.thresholds, errorRate, p95Milliseconds },
        },
        pod: { namespace: workload.namespace, name: `${workload.name}-0` },
        cache: { identity: podIdentity(client), image: images.redis, host, port, password },
        backSeconds,
      },
    },
  ];
}
