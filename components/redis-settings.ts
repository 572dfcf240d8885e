import { type Cpu, type Memory, bytes } from "./shared/quantity.ts";
import * as read from "./shared/schema.ts";

const monitor = read.object({ namespace: read.dnsLabel, labels: read.texts });
/** Who may read figures. */
export const monitors = read.or(read.list(monitor), []);

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
  monitors,
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

/** What is saved is rewritten beside itself: a volume needs room for more than the data. */
export function refuseSmallVolume(
  { maxMemory, persistence }: ReturnType<typeof redis>,
  path: string,
): void {
  const { enabled, storage } = persistence;
  if (!enabled || bytes(storage) >= 4 * bytes(maxMemory)) return;
  throw new Error(
    `${path}.persistence.storage is "${storage}": at least 4 x maxMemory, ${maxMemory}, is needed, ` +
      "for what is saved is rewritten beside itself",
  );
}
