import { type ClusterAccess, quantity } from "../../checks/index.ts";
import { cannotStart } from "../shared/errors.ts";
import { type Answer, type Get, connect } from "./api.ts";

export interface NodeFacts {
  name: string;
  /** Ready, and open to new pods. */
  usable: boolean;
  zone?: string;
  labels: Record<string, string>;
  /** Allocatable cores, bytes, pods, and GPUs of the kind that pods here ask for. */
  cpu: number;
  memory: number;
  pods: number;
  gpus: number;
}

/** What a cluster can do, as it says itself. */
export interface ClusterFacts {
  kubernetes: string;
  nodes: NodeFacts[];
  storageClasses: string[];
  defaultStorageClass?: string;
  apiGroups: string[];
  metricsApi: boolean;
  /** The agent known to enforce NetworkPolicies; none seen means unknown, not absent. */
  networkPolicyBy?: string;
  /** Where cluster DNS answers: its namespace, and the ports of its Service and of its pods. */
  dns: { namespace: string; ports: number[] };
  /** Where the API server answers behind its Service, for what has to call it. */
  api: { addresses: string[]; ports: number[] };
  /** What the credentials may not read: those facts are unknown. */
  unreadable: string[];
}

/**
 * Reads the facts of a cluster and changes nothing. What stops it, and `patience` milliseconds
 * are the most it waits, ends the program in a sentence.
 */
export async function readClusterFacts(
  access: ClusterAccess,
  patience = 4000,
): Promise<ClusterFacts> {
  try {
    return await factsFrom(await connect(access, patience));
  } catch (error) {
    throw cannotStart((error as Error).message);
  }
}

/** The facts that the answers of one API server add up to. */
async function factsFrom(get: Get): Promise<ClusterFacts> {
  const paths = {
    version: "version",
    nodes: "api/v1/nodes",
    groups: "apis",
    classes: "apis/storage.k8s.io/v1/storageclasses",
    agents: "apis/apps/v1/daemonsets",
    dns: dnsEndpoints,
    api: apiEndpoints,
  };
  const names = Object.keys(paths) as (keyof typeof paths)[];
  const answers = await Promise.all(names.map((name) => get(paths[name])));
  const read = Object.fromEntries(names.map((name, i) => [name, answers[i]!])) as Record<
    keyof typeof paths,
    Answer
  >;
  const apiGroups: string[] = (read.groups.body?.groups ?? []).map(named);
  const classes = read.classes.body?.items ?? [];
  return {
    kubernetes: read.version.body?.gitVersion ?? "unknown",
    nodes: (read.nodes.body?.items ?? []).map(node),
    storageClasses: classes.map(objectName),
    defaultStorageClass: classes.filter(isDefaultClass).map(objectName)[0],
    apiGroups,
    metricsApi: apiGroups.includes("metrics.k8s.io"),
    networkPolicyBy: enforcer((read.agents.body?.items ?? []).map(objectName)),
    dns: dnsOf(read.dns.body?.items ?? []),
    api: apiOf(read.api.body?.items ?? []),
    unreadable: names.filter((name) => read[name].status === "forbidden").map((n) => paths[n]),
  };
}

const named = ({ name }: { name: string }) => name;
const objectName = ({ metadata }: { metadata: { name: string } }) => metadata.name;

/** Endpoints of cluster DNS under the names of its Service, the second one OpenShift's. */
const dnsEndpoints =
  "apis/discovery.k8s.io/v1/endpointslices" +
  "?labelSelector=kubernetes.io/service-name+in+(kube-dns,dns-default)";

const apiEndpoints =
  "apis/discovery.k8s.io/v1/namespaces/default/endpointslices" +
  "?labelSelector=kubernetes.io/service-name=kubernetes";

interface ListedEndpoints {
  metadata: { namespace: string };
  ports?: { name?: string; port?: number }[];
  endpoints?: { addresses?: string[] }[];
}

function apiOf(slices: ListedEndpoints[]): ClusterFacts["api"] {
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses ?? []);
  const ports = slices.flatMap((slice) => slice.ports ?? []).flatMap(({ port }) => port ?? []);
  return { addresses: [...new Set(addresses)].sort(), ports: [...new Set(ports)] };
}

/** Policies see the port of the pods, which need not be the 53 that clients ask for. */
function dnsOf(slices: ListedEndpoints[]): ClusterFacts["dns"] {
  const ports = slices
    .flatMap((slice) => slice.ports ?? [])
    .filter(({ name }) => name?.startsWith("dns"))
    .flatMap(({ port }) => port ?? []);
  const namespace = slices[0]?.metadata.namespace ?? "kube-system";
  return { namespace, ports: [...new Set([53, ...ports])].sort((a, b) => a - b) };
}

interface ListedClass {
  metadata: { name: string; annotations?: Record<string, string> };
}
const isDefaultClass = ({ metadata }: ListedClass) =>
  metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";

interface ListedNode {
  metadata: { name: string; labels?: Record<string, string> };
  spec?: { unschedulable?: boolean };
  status?: {
    allocatable?: Record<string, string>;
    conditions?: { type: string; status: string }[];
  };
}

function node({ metadata, spec, status }: ListedNode): NodeFacts {
  const allocatable = status?.allocatable ?? {};
  const of = (resource: string) => quantity(allocatable[resource] ?? "0");
  const ready = status?.conditions?.some((c) => c.type === "Ready" && c.status === "True") ?? false;
  return {
    name: metadata.name,
    usable: ready && !spec?.unschedulable,
    zone: metadata.labels?.["topology.kubernetes.io/zone"],
    labels: metadata.labels ?? {},
    cpu: of("cpu"),
    memory: of("memory"),
    pods: of("pods"),
    gpus: of("nvidia.com/gpu"),
  };
}

const enforcers = [
  "kube-router",
  "calico-node",
  "cilium",
  "antrea-agent",
  "weave-net",
  "ovnkube-node",
  "kube-network-policies",
  "azure-npm",
  "aws-node",
  "anetd",
];

function enforcer(agents: string[]): string | undefined {
  return enforcers.find((known) => agents.includes(known));
}
