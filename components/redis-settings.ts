import type { Cpu, Memory } from "./shared/quantity.ts";
import * as read from "./shared/schema.ts";

const monitor = read.object({ namespace: read.dnsLabel, labels: read.texts });

/** Settings of the cache; `docs/settings.md` explains them. */
export const redis = read.object({
  maxMemory: read.or(read.memory("16Mi"), "64Mi" as Memory),
  eviction: read.or(
    read.oneOf(
      ...(["allkeys-lru", "allkeys-lfu", "allkeys-random", "noeviction"] as const),
      ...(["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"] as const),
    ),
    "allkeys-lru" as const,
  ),
  persistence: read.object({
    enabled: read.or(read.flag, false),
    storage: read.or(read.memory("256Mi"), "1Gi" as Memory),
    storageClass: read.optional(read.text()),
  }),
  monitors: read.or(read.list(monitor), []),
  cpuRequest: read.or(read.cpu("1m"), "25m" as Cpu),
  cpuLimit: read.or(read.cpu("10m"), "500m" as Cpu),
  degradation: read.object({
    awaySeconds: read.or(read.integer(0, 600), 10),
    ratePerSecond: read.or(read.integer(5, 1_000), 20),
    errorRate: read.optional(read.share),
    p95Milliseconds: read.optional(read.integer(1, 600_000)),
    backSeconds: read.seconds(60),
  }),
});
