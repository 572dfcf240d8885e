import { monitors, redis } from "./redis-settings.ts";
import type { Memory } from "./shared/quantity.ts";
import * as read from "./shared/schema.ts";
import { backupDefinitions, postgresDefinitions } from "./shared/versions.ts";

const steps = read.or(read.integer(0, 1_000_000), 0);
const fault = read.oneOf("kill", "switchover");
const allFaults: ("kill" | "switchover")[] = ["kill", "switchover"];
const postgres = read.object({
  instances: read.optional(read.integer(0, 9)),
  storage: read.or(read.memory("256Mi"), "1Gi" as Memory),
  storageClass: read.optional(read.text()),
  poolers: read.or(read.integer(1, 20), 2),
  clients: read.or(read.list(read.dnsLabel), []),
  monitors,
  definitions: read.or(read.text(), postgresDefinitions),
  protect: read.optional(read.flag),
  ...read.size("250m", "1", "512Mi"),
  failover: read.object({
    faults: read.or(read.list(fault), allFaults),
    takeOverSeconds: read.seconds(10),
    switchoverSeconds: read.seconds(20),
    healSeconds: read.seconds(120),
  }),
  rotation: read.object({
    graceSeconds: read.seconds(120),
    steps: read.object({ app: steps, app_reader: steps, app_owner: steps, prober: steps }),
  }),
});

const vectors = read.object({
  dimensions: read.or(read.integer(0, 2_000), 384),
  m: read.or(read.integer(2, 100), 16),
  efConstruction: read.or(read.integer(4, 1_000), 64),
  efSearch: read.or(read.integer(1, 1_000), 100),
  trial: read.object({
    rows: read.or(read.integer(100, 1_000_000), 5_000),
    queries: read.or(read.integer(10, 10_000), 100),
    minRecall: read.or(read.share, 0.95),
    p95Milliseconds: read.or(read.integer(1, 60_000), 50),
  }),
});

const backup = read.object({
  enabled: read.or(read.flag, true),
  schedule: read.or(read.text(), "0 0 2 * * *"),
  retentionDays: read.or(read.integer(1, 3_650), 7),
  archiveSeconds: read.seconds(30),
  storage: read.or(read.memory("1Gi"), "2Gi" as Memory),
  definitions: read.or(read.text(), backupDefinitions),
  store: read.optional(
    read.object({
      endpoint: read.text("the URL of an S3 interface is needed", /^https?:\/\/[^/]+$/),
      bucket: read.text(),
      folder: read.or(read.text(), "postgres"),
      cidr: read.text("a range such as 203.0.113.0/24 is needed", /^[0-9a-f.:]+\/\d+$/),
      accessKeyId: read.text(),
      secretAccessKey: read.text(),
    }),
  ),
  drill: read.or(read.flag, true),
  rpoSeconds: read.seconds(60),
  rtoSeconds: read.seconds(300),
});

/** What a stack keeps, as its settings say; `docs/settings.md` explains them. */
export const data = read.object({ postgres, vectors, backup, redis });
