import { homedir } from "node:os";

import * as pulumi from "@pulumi/pulumi";

import { ai } from "./ai-settings.ts";
import { data } from "./data-settings.ts";
import { refuseSmallVolume } from "./redis-settings.ts";
import { cannotStart } from "./shared/errors.ts";
import { type Cpu, type Memory, bytes, cores } from "./shared/quantity.ts";
import * as read from "./shared/schema.ts";
import { type Images, imageSets } from "./shared/versions.ts";

const image = read.optional(
  read.text(
    "an image with a tag other than latest, or a digest, is needed",
    /^[^\s@]+(:(?!latest$)[\w.-]+|(:[\w.-]+)?@sha256:[0-9a-f]{64})$/,
  ),
);
const budget = (cpu: Cpu, memory: Memory, pods: number) =>
  read.object({
    cpu: read.or(read.cpu("1"), cpu),
    memory: read.or(read.memory("256Mi"), memory),
    pods: read.or(read.integer(1, 10_000), pods),
  });
const replicas = read.or(read.integer(1, 100), 2);

/** Every setting with its limits and its default; `docs/settings.md` explains them. */
const shape = read.object({
  cluster: read.object({
    kubeconfig: read.optional(read.text()),
    context: read.optional(read.text()),
    embedded: read.optional(read.dnsLabel),
    nodes: read.optional(read.integer(1, 9)),
  }),
  namespace: read.optional(read.dnsLabel),
  profile: read.or(
    read.oneOf("web-app", "high-load", "resource-constrained", "ai-ml"),
    "web-app" as const,
  ),
  images: read.object({
    set: read.or(read.oneOf("official", "embedded"), "official" as const),
    nginx: image,
    httpd: image,
    postgres: image,
    redis: image,
    redisExporter: image,
    k6: image,
    cloudnativePg: image,
    clusteredPostgres: image,
    barmanCloud: image,
    pgbouncer: image,
    ollama: image,
    node: image,
    versitygw: image,
  }),
  quotas: read.object({
    app: budget("8", "8Gi", 40),
    load: budget("4", "4Gi", 10),
    data: budget("16", "8Gi", 30),
    ai: budget("8", "8Gi", 10),
  }),
  data,
  ai,
  webApp: read.object({
    frontend: read.object({ replicas, ...read.size("50m", "500m", "64Mi") }),
    backend: read.object({ replicas, ...read.size("50m", "500m", "96Mi") }),
    database: read.object({
      storage: read.or(read.memory("256Mi"), "1Gi" as Memory),
      storageClass: read.optional(read.text()),
      ...read.size("100m", "1", "256Mi"),
    }),
  }),
  load: read.object({
    ratePerSecond: read.or(read.integer(1, 100_000), 50),
    durationSeconds: read.or(read.integer(5, 86_400), 60),
    warmUpSeconds: read.or(read.integer(0, 3_600), 5),
    maxVUs: read.or(read.integer(1, 100_000), 200),
    ...read.size("250m", "1", "256Mi"),
    thresholds: read.object({
      p95Milliseconds: read.or(read.integer(1, 600_000), 250),
      p99Milliseconds: read.or(read.integer(1, 600_000), 500),
      errorRate: read.or(read.share, 0.01),
    }),
  }),
  checks: read.object({
    timeoutSeconds: read.or(read.integer(10, 3_600), 120),
    windowSeconds: read.or(read.integer(5, 3_600), 20),
    maxRestarts: read.or(read.integer(0, 100), 0),
    maxShareOfLimit: read.object({
      cpu: read.or(read.share, 0.9),
      memory: read.or(read.share, 0.9),
    }),
  }),
});

type Shape = ReturnType<typeof shape>;

/** Everything a stack can be told, checked. */
export interface Settings extends Omit<Shape, "images" | "namespace"> {
  stack: string;
  /** Namespace of the service; the load comes from `<namespace>-load`. */
  namespace: string;
  images: Images;
}

/** The settings of the running stack; a mistake ends the program with one sentence. */
export function readSettings(): Settings {
  const { name: project } = new pulumi.Config();
  try {
    return settingsFrom(pulumi.runtime.allConfig(), project, pulumi.getStack());
  } catch (error) {
    throw cannotStart((error as Error).message);
  }
}

/** Settings from configuration as the engine gives it: objects as JSON, keys as `project:key`. */
export function settingsFrom(
  config: Record<string, string>,
  project: string,
  stack: string,
): Settings {
  const own = Object.entries(config)
    .filter(([key, value]) => key.startsWith(`${project}:`) && value !== "") // empty is unset
    .map(([key, value]) => [key.slice(project.length + 1), parsed(value)]);
  const { images, ...settings } = shape(Object.fromEntries(own), `${project}:`);
  const { set, ...overrides } = images;
  const given = Object.entries(overrides).filter(([, reference]) => reference !== undefined);
  const { embedded } = settings.cluster;
  // Never the current cluster of the user's own: `npm run up` starts this one, and writes its access.
  const kubeconfig =
    settings.cluster.kubeconfig ?? (embedded && `.${project}/kubeconfig/${embedded}`);
  refuseContradictions(settings, project);
  return {
    ...settings,
    stack,
    namespace:
      settings.namespace ?? `${project}-${stack}`.toLowerCase().replace(/[^a-z0-9-]/g, "-"),
    images: { ...imageSets[set], ...Object.fromEntries(given) },
    cluster: { ...settings.cluster, kubeconfig: kubeconfig?.replace(/^~(?=\/)/, homedir()) },
  };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value; // a plain text is not JSON
  }
}

function refuseContradictions(
  { webApp, load, data, ai }: Pick<Shape, "webApp" | "load" | "data" | "ai">,
  project: string,
) {
  const { p95Milliseconds, p99Milliseconds } = load.thresholds;
  const { frontend, backend, database } = webApp;
  const sized = { "webApp.frontend": frontend, "webApp.backend": backend, load };
  for (const [key, at] of Object.entries({
    ...sized,
    "webApp.database": database,
    "data.postgres": data.postgres,
    "data.redis": data.redis,
    "ai.ollama": ai.ollama,
  })) {
    if (cores(at.cpuRequest) <= cores(at.cpuLimit)) continue;
    throw new Error(
      `${project}:${key}.cpuRequest is "${at.cpuRequest}": ` +
        `no more than the limit of ${at.cpuLimit} is needed`,
    );
  }
  const { m, efConstruction } = data.vectors;
  if (efConstruction < 2 * m) {
    throw new Error(
      `${project}:data.vectors.efConstruction is ${efConstruction}: at least 2 x m, ${2 * m}, is needed`,
    );
  }
  if (p99Milliseconds < p95Milliseconds) {
    throw new Error(
      `${project}:load.thresholds.p99Milliseconds is ${p99Milliseconds}: ` +
        `at least p95Milliseconds, ${p95Milliseconds}, is needed`,
    );
  }
  refuseSmallVolume(data.redis, `${project}:data.redis`);
  if (bytes(database.memory) < bytes("128Mi")) {
    throw new Error(
      `${project}:webApp.database.memory is "${database.memory}": at least 128Mi is needed`,
    );
  }
}
