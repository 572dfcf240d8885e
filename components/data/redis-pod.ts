import { type Cpu, type Memory, bytes } from "../shared/quantity.ts";
import { type PodArgs, podSpec, probes, resources, scratch, secretFiles } from "../shared/pod.ts";
import { exporterLogin, serverFiles } from "./redis-logins.ts";
import { type Persistence, volumeName } from "./redis-volume.ts";

/** Where clients are answered, and where figures are shown. */
export const ports = { redis: 6379, metrics: 9121 };

export interface RedisPodArgs extends Pick<PodArgs, "serviceAccountName" | "selector"> {
  images: { redis: string; redisExporter: string };
  cpuRequest: Cpu;
  cpuLimit: Cpu;
  /** Memory the data may fill before keys are evicted. */
  maxMemory: Memory;
  /** Which keys make room then, such as `allkeys-lru`; `noeviction` refuses writes instead. */
  eviction: string;
  persistence: Persistence;
  /** Whether pods name their users: OpenShift gives each namespace its own. */
  fixedUsers: boolean;
}

const userId = 10103;
const files = { server: "/run/secrets/server", exporter: "/run/secrets/exporter" };

const local = `127.0.0.1:${ports.redis}`;
/** By this the exporter finds its password in a file of many. */
export const exporterAddress = `redis://${exporterLogin.user}@${local}`;

/** The server, with an exporter of its figures beside it. */
export function redisPod(args: RedisPodArgs) {
  const { persistence, serviceAccountName, selector, fixedUsers } = args;
  const kept = { name: "data", persistentVolumeClaim: { claimName: volumeName } };
  return podSpec({
    container: server(args),
    others: [exporter(args)],
    volumes: [
      secretFiles("server", serverFiles.name),
      secretFiles("exporter", exporterLogin.name),
      persistence.enabled ? kept : scratch("data", "64Mi"),
    ],
    ...{ serviceAccountName, selector, userId: fixedUsers ? userId : undefined },
  });
}

/**
 * Fragmentation and the program come on top of the data; and where it is saved, what changes while
 * a forked process saves exists twice.
 */
function memoryLimit({ maxMemory, persistence }: RedisPodArgs): `${number}` {
  const [times, more] = persistence.enabled ? [2, "32Mi" as const] : [1.25, "16Mi" as const];
  return `${Math.ceil(bytes(maxMemory) * times) + bytes(more)}`;
}

function server(args: RedisPodArgs) {
  const { images, maxMemory, eviction, persistence } = args;
  const login = `REDISCLI_AUTH="$(cat ${files.exporter}/password)"`;
  const ping = `${login} redis-cli --user ${exporterLogin.user} ping | grep -q PONG`;
  const listens = { tcpSocket: { port: ports.redis } };
  const saving = ["--appendonly", persistence.enabled ? "yes" : "no", "--save", ""];
  const bounds = ["--maxmemory", `${bytes(maxMemory)}`, "--maxmemory-policy", eviction];
  return {
    name: "redis",
    image: images.redis,
    command: [
      ...["redis-server", `${files.server}/${serverFiles.key}`, "--dir", "/data"],
      ...[...bounds, ...saving],
    ],
    ports: [{ name: "main", containerPort: ports.redis }],
    ...probes(listens, { exec: { command: ["sh", "-c", ping] } }, listens),
    resources: resources({ ...args, memory: memoryLimit(args) }),
    volumeMounts: [
      { name: "server", mountPath: files.server, readOnly: true },
      { name: "exporter", mountPath: files.exporter, readOnly: true },
      { name: "data", mountPath: "/data" },
    ],
  };
}

function exporter({ images }: RedisPodArgs) {
  const serves = { httpGet: { path: "/health", port: ports.metrics } };
  return {
    name: "exporter",
    image: images.redisExporter,
    command: ["/redis_exporter"],
    args: [
      `-redis.addr=redis://${local}`,
      `-redis.user=${exporterLogin.user}`,
      `-redis.password-file=${files.exporter}/passwords.json`,
      "-config-command=-", // it may not read the settings
      ...["-set-client-name=false", "-redis-only-metrics", "-connection-timeout=3s"],
    ],
    ports: [{ name: "metrics", containerPort: ports.metrics }],
    ...probes(serves, serves, { tcpSocket: { port: ports.metrics } }),
    resources: resources({ cpuRequest: "10m", cpuLimit: "100m", memory: "48Mi" }),
    volumeMounts: [{ name: "exporter", mountPath: files.exporter, readOnly: true }],
  };
}
