import type { CheckSpec, LoadSpec, PodIdentity, WorkloadRef } from "../../checks/run/plan.ts";
import type { CacheRef } from "../shared/cache.ts";
import { identityLabel, podIdentity } from "../shared/identity.ts";
import type { Images } from "../shared/versions.ts";
import { backendPort } from "./backend.ts";
import { databasePassword, databasePort, databaseUser } from "./database.ts";
import type { Size } from "../shared/pod.ts";
import { resources } from "../shared/pod.ts";

/** How hard the stack is tried, and what it has to hold. */
export interface Trial {
  load: LoadSpec["profile"] & Size & { thresholds: LoadSpec["thresholds"] };
  checks: {
    timeoutSeconds: number;
    /** How long the use of CPU and memory is sampled. */
    windowSeconds: number;
    maxRestarts: number;
    maxShareOfLimit: { cpu: number; memory: number };
  };
}

export interface WebAppChecksArgs extends Trial {
  namespace: string;
  workloads: WorkloadRef[];
  images: Images;
  cache: CacheRef;
  /** Whose pods the load comes from. */
  loadGenerator: { namespace: string; serviceAccountName: string };
}

/** What has to be proved of a web app, in this order. */
export function webAppChecks(args: WebAppChecksArgs): { name: string; spec: CheckSpec }[] {
  const { workloads } = args;
  const { timeoutSeconds, windowSeconds, maxRestarts, maxShareOfLimit } = args.checks;
  return [
    { name: "health", spec: { kind: "health", workloads, timeoutSeconds } },
    {
      name: "connectivity",
      spec: { kind: "connectivity", from: conversations(args), timeoutSeconds },
    },
    { name: "load", spec: loadOf(args) },
    {
      name: "resources",
      spec: { kind: "resources", workloads, maxShareOfLimit, maxRestarts, windowSeconds },
    },
  ];
}

type Conversations = (CheckSpec & { kind: "connectivity" })["from"];

function conversations(args: WebAppChecksArgs): Conversations {
  const { namespace, images, loadGenerator } = args;
  const host = (service: string) => `${service}.${namespace}.svc`;
  const database = { host: host("database"), port: databasePort };
  const cache = { host: args.cache.host, port: args.cache.port };
  const backend = { host: host("backend"), port: backendPort };
  const get = { kind: "http", image: images.nginx, status: 200 } as const;
  const refused = { kind: "refused", image: images.nginx } as const;
  const page = { ...get, url: `http://${host("frontend")}/`, body: "Shakedown" };
  const api = { ...get, url: `http://${host("frontend")}/api`, body: '"backend"' };
  const direct = { ...get, url: `http://${backend.host}:${backendPort}/api`, body: '"backend"' };
  return [
    {
      identity: loadIdentity(loadGenerator),
      probes: [
        { ...page, name: "load generator -> frontend" },
        { ...api, name: "load generator -> frontend -> backend" },
        { ...refused, ...backend, name: "load generator -> backend is refused" },
        { ...refused, ...database, name: "load generator -> database is refused" },
        { ...refused, ...cache, name: "load generator -> cache is refused" },
      ],
    },
    {
      identity: serviceIdentity(namespace, "frontend"),
      probes: [
        { ...direct, name: "frontend -> backend" },
        { ...refused, ...database, name: "frontend -> database is refused" },
      ],
    },
    {
      identity: serviceIdentity(namespace, "backend"),
      probes: [
        {
          kind: "postgres",
          name: "backend -> database",
          image: images.postgres,
          ...database,
          database: databaseUser,
          user: databaseUser,
          password: databasePassword,
        },
        {
          kind: "redis",
          name: "backend -> cache",
          image: images.redis,
          ...cache,
          password: args.cache.password,
        },
      ],
    },
  ];
}

/** How a web app is put under load. */
export function loadOf({
  namespace,
  images,
  loadGenerator,
  ...trial
}: Pick<WebAppChecksArgs, "namespace" | "images" | "loadGenerator" | "load">): LoadSpec {
  const { ratePerSecond, durationSeconds, warmUpSeconds, maxVUs } = trial.load;
  return {
    kind: "load",
    identity: loadIdentity(loadGenerator),
    image: images.k6,
    script: "web-app.js",
    baseUrl: `http://frontend.${namespace}.svc`,
    profile: { ratePerSecond, durationSeconds, warmUpSeconds, maxVUs },
    thresholds: trial.load.thresholds,
    resources: resources(trial.load),
  };
}

function loadIdentity(at: WebAppChecksArgs["loadGenerator"]): PodIdentity {
  return { ...at, labels: { [identityLabel]: "load-generator" } };
}

/** A client that policies take for the service, and that no Service sends requests to. */
function serviceIdentity(namespace: string, service: string): PodIdentity {
  return podIdentity({ namespace, serviceAccountName: service });
}
