import { type Api } from "./api.ts";
import { until } from "./wait.ts";

interface Condition {
  type: string;
  status: string;
}
export interface KubeObject {
  metadata: { name: string; namespace?: string; generation?: number };
  spec?: { replicas?: number };
  status?: {
    conditions?: Condition[];
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    replicas?: number;
    readyReplicas?: number;
  };
}
interface List {
  items: KubeObject[];
}

/** A node that is expected, and when it was started, in milliseconds since 1970. */
export interface StartedNode {
  name: string;
  startedAt: number;
}

/** A pod, as far as it tells on which start of its node its containers run. */
export interface PodObject {
  metadata: { name: string; namespace: string };
  spec: { nodeName?: string };
  status: { containerStatuses?: { state?: { running?: { startedAt: string } } }[] };
}

/** A request for a certificate, as far as the decision about it needs. */
export interface SigningRequest {
  metadata: { name: string };
  spec: { signerName: string; username: string };
  status?: { conditions?: Condition[] };
}

/** What is not ready yet, each in a word or two; empty when all of the cluster is. */
export async function unready(api: Api, nodes: StartedNode[]): Promise<string[]> {
  const [pods, nodeList, deployments, daemons, metrics] = await Promise.all([
    api.call<{ items: PodObject[] }>("GET", "/api/v1/pods"),
    api.call<List>("GET", "/api/v1/nodes"),
    api.call<List>("GET", "/apis/apps/v1/deployments"),
    api.call<List>("GET", "/apis/apps/v1/namespaces/kube-system/daemonsets"),
    api.call<List>("GET", "/apis/apiregistration.k8s.io/v1/apiservices"),
  ]);
  const find = (list: List, name: string) => list.items.find((it) => it.metadata.name === name);
  return [
    ...nodes.map(({ name }) => name).filter((name) => !isTrue(find(nodeList, name), "Ready")),
    ...outlived(pods.items, nodes),
    ...["coredns", "metrics-server", "local-path-provisioner"].filter(
      (name) => !allReplicas(find(deployments, name)),
    ),
    ...["kube-proxy", "kube-router"].filter((name) => !onAll(find(daemons, name), nodes.length)),
    ...(isTrue(find(metrics, "v1beta1.metrics.k8s.io"), "Available") ? [] : ["metrics API"]),
  ];
}

/**
 * Waits until all is ready, says meanwhile what is not, and signs the kubelets' serving
 * certificates. Gives what is not ready after `timeoutMs`: nothing when all is well.
 */
export async function waitReady(
  api: Api,
  nodes: StartedNode[],
  timeoutMs: number,
  report: (detail: string) => void,
): Promise<string[]> {
  let missing = ["the API"];
  await until(
    async () => {
      try {
        await approveServing(api, nodes);
        missing = await unready(api, nodes);
      } catch {
        missing = ["the API"]; // it restarts, or a node joins
      }
      report(`waiting for ${missing.join(", ")}`);
      return missing.length === 0;
    },
    timeoutMs,
    400,
  );
  return missing;
}

/**
 * Pods whose running containers are older than their node: it lost power, and what the API says of
 * them is from before.
 */
export function outlived(pods: PodObject[], nodes: StartedNode[]): string[] {
  const starts = new Map(nodes.map(({ name, startedAt }) => [name, startedAt]));
  return pods
    .filter(({ spec, status }) =>
      status.containerStatuses?.some(({ state }) => {
        const containerStart = Date.parse(state?.running?.startedAt ?? "") + 999; // whole seconds
        return containerStart < (starts.get(spec.nodeName ?? "") ?? 0);
      }),
    )
    .map(({ metadata }) => metadata.name);
}

/** Names of the pending requests that a node of ours made for its own serving certificate. */
export function ownServing(requests: SigningRequest[], nodeNames: string[]): string[] {
  return requests
    .filter(({ spec, status }) => {
      const ours = nodeNames.some((name) => spec.username === `system:node:${name}`);
      return ours && spec.signerName === "kubernetes.io/kubelet-serving" && !status?.conditions;
    })
    .map(({ metadata }) => metadata.name);
}

async function approveServing(api: Api, nodes: StartedNode[]): Promise<void> {
  const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const { items } = await api.call<{ items: SigningRequest[] }>("GET", path);
  const names = nodes.map(({ name }) => name);
  for (const name of ownServing(items, names)) {
    const request = items.find(({ metadata }) => metadata.name === name)!;
    const approved = {
      type: "Approved",
      status: "True",
      reason: "OwnNode",
      message: "A node of this cluster asks for its own serving certificate.",
    };
    const status = { ...request.status, conditions: [approved] };
    await api.call("PUT", `${path}/${name}/approval`, { ...request, status });
  }
}

function isTrue(object: KubeObject | undefined, type: string): boolean {
  return object?.status?.conditions?.some((c) => c.type === type && c.status === "True") ?? false;
}

function allReplicas(deployment: KubeObject | undefined): boolean {
  const { spec, status, metadata } = deployment ?? {};
  if (!status || status.observedGeneration !== metadata?.generation) return false;
  return status.replicas === spec?.replicas && status.readyReplicas === spec?.replicas;
}

function onAll(daemons: KubeObject | undefined, nodes: number): boolean {
  const { metadata, status } = daemons ?? {};
  if (!status || status.observedGeneration !== metadata?.generation) return false;
  return status.desiredNumberScheduled === nodes && status.numberReady === nodes;
}
