import type { ClusterAccess } from "../run/plan.ts";
import { type Access, openAccess } from "./access.ts";
import { ClusterError } from "./cluster.ts";
import type { Cluster, ContainerUsage, Kind, KubeObject, Machine } from "./cluster.ts";
import { quantity } from "./quantity.ts";

const requestTimeout = 10_000;

const groups: Record<Kind, string> = {
  Deployment: "apis/apps/v1",
  StatefulSet: "apis/apps/v1",
  DaemonSet: "apis/apps/v1",
  Job: "apis/batch/v1",
  Pod: "api/v1",
  ConfigMap: "api/v1",
  Secret: "api/v1",
  Event: "api/v1",
  Cluster: "apis/postgresql.cnpg.io/v1",
  Backup: "apis/postgresql.cnpg.io/v1",
  ObjectStore: "apis/barmancloud.cnpg.io/v1",
};

type Request = (method: string, path: string, body?: unknown) => Promise<string>;

/** The cluster that `access` names. Throws a ClusterError where the access itself is wrong. */
export async function openCluster(access: ClusterAccess): Promise<Cluster> {
  const opened = await openAccess(access);
  return overHttp((method, path, body) => send(opened, method, path, body));
}

async function send(
  { server, send }: Access,
  method: string,
  path: string,
  body?: unknown,
): Promise<string> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const signal = AbortSignal.timeout(requestTimeout);
  const { status, text } = await send({ method, path, payload, signal }).catch((error: Error) => {
    if (error instanceof ClusterError) throw error;
    const timedOut = error.name === "AbortError" || error.name === "TimeoutError";
    const cause = timedOut ? `no answer within ${requestTimeout / 1000} s` : error.message;
    throw new ClusterError(`the Kubernetes API at ${server} cannot be reached: ${cause}`);
  });
  if (status >= 200 && status < 300) return text;
  throw new ClusterError(messageOf(status, text), status);
}

function messageOf(status: number, text: string): string {
  const what = status === 401 ? "the Kubernetes API does not accept these credentials: " : "";
  try {
    return what + ((JSON.parse(text) as { message?: string }).message ?? `HTTP ${status}`);
  } catch {
    return `${what}HTTP ${status} ${text.slice(0, 200).trim()}`;
  }
}

/** The calls as paths of the Kubernetes API. */
export function overHttp(request: Request): Cluster {
  const path = (kind: Kind, namespace: string, name = "") =>
    `${groups[kind]}/namespaces/${namespace}/${kind.toLowerCase()}s${name && `/${name}`}`;
  return {
    get: async <T extends KubeObject>(kind: Kind, namespace: string, name: string) => {
      const text = await unlessAbsent(request("GET", path(kind, namespace, name)));
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    list: async <T extends KubeObject>(
      kind: Kind,
      namespace: string,
      labels: Record<string, string> = {},
    ) => {
      const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      const query = selector.length
        ? `?labelSelector=${encodeURIComponent(selector.join(","))}`
        : "";
      return (JSON.parse(await request("GET", path(kind, namespace) + query)) as { items: T[] })
        .items;
    },
    create: async (object) => {
      const namespace = object.metadata.namespace ?? "default";
      await request("POST", path(object.kind as Kind, namespace), object);
    },
    delete: async (kind, namespace, name, graceSeconds) => {
      const grace = graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds };
      const options = { propagationPolicy: "Background", ...grace };
      await unlessAbsent(request("DELETE", path(kind, namespace, name), options));
    },
    patchStatus: async (kind, namespace, name, status) => {
      await request("PATCH", `${path(kind, namespace, name)}/status`, { status });
    },
    logs: (namespace, pod, container) =>
      request("GET", `${path("Pod", namespace, pod)}/log?container=${container}`),
    usage: (namespace) => usage(request, namespace),
    machine: () => machine(request),
  };
}

async function unlessAbsent(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  }
}

interface PodMetrics {
  metadata: { name: string };
  containers: { name: string; usage: { cpu: string; memory: string } }[];
}

async function usage(request: Request, namespace: string): Promise<ContainerUsage[] | undefined> {
  let text: string;
  try {
    text = await request("GET", `apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`);
  } catch (error) {
    // 404: not installed; 503: installed, but not answering.
    const away = error instanceof ClusterError && [403, 404, 503].includes(error.status);
    if (away) return undefined;
    throw error;
  }
  return (JSON.parse(text) as { items: PodMetrics[] }).items.flatMap((pod) =>
    pod.containers.map(({ name, usage: { cpu, memory } }) => ({
      pod: pod.metadata.name,
      container: name,
      cpu: quantity(cpu),
      memoryBytes: quantity(memory),
    })),
  );
}

interface Node {
  status: { capacity: { cpu: string; memory: string }; nodeInfo: { architecture: string } };
}

async function machine(request: Request): Promise<Machine> {
  const version = JSON.parse(await request("GET", "version")) as { gitVersion: string };
  let nodes: Node[] = [];
  try {
    nodes = (JSON.parse(await request("GET", "api/v1/nodes")) as { items: Node[] }).items;
  } catch (error) {
    // An account of one namespace may not see nodes: the machine stays unknown.
    if (!(error instanceof ClusterError && error.status === 403)) throw error;
  }
  const sum = (key: "cpu" | "memory") =>
    nodes.reduce((total, { status }) => total + quantity(status.capacity[key]), 0);
  return {
    nodes: nodes.length,
    cpus: sum("cpu"),
    memoryBytes: sum("memory"),
    kubernetes: version.gitVersion,
    architecture: nodes[0]?.status.nodeInfo.architecture ?? "unknown",
  };
}
