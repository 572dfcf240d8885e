import { ClusterError } from "../../checks/cluster/cluster.ts";
import type {
  Cluster,
  ContainerUsage,
  Kind,
  KubeObject,
  Machine,
} from "../../checks/cluster/cluster.ts";
import type { Clock } from "../../checks/cluster/clock.ts";

/** A clock that moves only when somebody sleeps. */
export class FakeClock implements Clock {
  time = 0;
  readonly #start = Date.parse("2026-11-21T08:00:00Z");
  now = () => this.time;
  date = () => new Date(this.#start + this.time);
  sleep = async (milliseconds: number) => {
    this.time += milliseconds;
  };
}

export const machine: Machine = {
  nodes: 3,
  cpus: 6,
  memoryBytes: 72 * 2 ** 30,
  kubernetes: "v1.35.0",
  architecture: "amd64",
};

/** A cluster in memory. `onCreate` plays its controllers. */
export class FakeCluster implements Cluster {
  readonly objects: any[] = [];
  readonly created: any[] = [];
  readonly log = new Map<string, string>();
  samples: ContainerUsage[] | undefined = [];
  onCreate: (object: any) => void = () => {};

  add(...objects: object[]): this {
    this.objects.push(...objects);
    return this;
  }

  #find = (kind: Kind, namespace: string) =>
    this.objects.filter(
      (each) => each.kind === kind && (each.metadata.namespace ?? "default") === namespace,
    );

  get = async <T extends KubeObject>(kind: Kind, namespace: string, name: string) =>
    this.#find(kind, namespace).find(({ metadata }) => metadata.name === name) as T | undefined;

  list = async <T extends KubeObject>(
    kind: Kind,
    namespace: string,
    labels: Record<string, string> = {},
  ) =>
    this.#find(kind, namespace).filter(({ metadata }) =>
      Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
    ) as T[];

  create = async (object: KubeObject) => {
    this.created.push(object);
    this.objects.push(object);
    this.onCreate(object);
  };

  delete = async (kind: Kind, namespace: string, name: string) => {
    const at = this.#find(kind, namespace).find(({ metadata }) => metadata.name === name);
    if (at) this.objects.splice(this.objects.indexOf(at), 1);
  };

  patchStatus = async (kind: Kind, namespace: string, name: string, status: object) => {
    const found = this.#find(kind, namespace).find(({ metadata }) => metadata.name === name);
    found.status = { ...found.status, ...status };
  };

  logs = async (_namespace: string, _pod: string, container: string) =>
    this.log.get(container) ?? "";

  usage = async (_namespace: string) => this.samples;

  machine = async () => machine;
}

/** Every call of it finds no API. */
export const unreachable = () => {
  const refuse = async () => {
    throw new ClusterError("the Kubernetes API at https://127.0.0.1:1 cannot be reached");
  };
  return { get: refuse, list: refuse, create: refuse, delete: refuse } as unknown as Cluster;
};

const probe = { httpGet: { path: "/", port: 8080 } };

export function workload(name: string, changes: any = {}): any {
  const container = {
    name,
    image: "localhost/shakedown/nginx:1",
    startupProbe: probe,
    readinessProbe: probe,
    livenessProbe: probe,
    resources: { limits: { cpu: "500m", memory: "128Mi" } },
    ...changes.container,
  };
  return {
    apiVersion: "apps/v1",
    kind: changes.kind ?? "Deployment",
    metadata: { name, namespace: "shop", generation: 2 },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { spec: { containers: [container] } },
      ...changes.spec,
    },
    status: {
      observedGeneration: 2,
      replicas: 2,
      readyReplicas: 2,
      updatedReplicas: 2,
      ...changes.status,
    },
  };
}

export function pod(name: string, app: string, containerStatus: any = {}, changes: any = {}): any {
  const limits = { cpu: "500m", memory: "128Mi" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels: { app, ...changes.labels } },
    spec: { containers: [{ name: app, image: "i", resources: { limits } }], ...changes.spec },
    status: {
      phase: "Running",
      containerStatuses: [{ name: app, ready: true, restartCount: 0, ...containerStatus }],
      ...changes.status,
    },
  };
}

/** The pod of a Job, all of whose containers have ended; `exit` by container name. */
export function endedPod(job: any, exit: (container: string) => number): any {
  const { containers } = job.spec.template.spec;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${job.metadata.name}-x`,
      namespace: job.metadata.namespace,
      labels: { "batch.kubernetes.io/job-name": job.metadata.name },
    },
    spec: { containers },
    status: {
      phase: "Succeeded",
      containerStatuses: containers.map(({ name }: any) => ({
        name,
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode: exit(name), reason: "Completed" } },
      })),
    },
  };
}

/** What a cluster says of the plugin that archives its changes, and the place these go to. */
export const archiver = {
  ...{ name: "barman-cloud.cloudnative-pg.io", isWALArchiver: true },
  parameters: { barmanObjectName: "backups", serverName: "orders" },
};
export const place = (lastSuccessfulBackupTime?: string) => ({
  ...{ kind: "ObjectStore", metadata: { name: "backups", namespace: "data" } },
  spec: { configuration: { endpointURL: "http://store:7070" } },
  status: { serverRecoveryWindow: { orders: { lastSuccessfulBackupTime } } },
});
