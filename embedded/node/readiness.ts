import { type Api } from "./api.ts";
import { nodeNetwork } from "./network.ts";
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

/** A request for a certificate, as far as the decision about it needs. */
export interface SigningRequest {
  metadata: { name: string };
  spec: { signerName: string; username: string };
  status?: { conditions?: Condition[] };
}

/** What is not ready yet, each in a word or two; empty when all of the cluster is. */
export async function unready(api: Api, slot: number, nodes: number): Promise<string[]> {
  const [nodeList, deployments, daemons, metrics] = await Promise.all([
    api.call<List>("GET", "/api/v1/nodes"),
    api.call<List>("GET", "/apis/apps/v1/deployments"),
    api.call<List>("GET", "/apis/apps/v1/namespaces/kube-system/daemonsets"),
    api.call<List>("GET", "/apis/apiregistration.k8s.io/v1/apiservices"),
  ]);
  const expected = Array.from({ length: nodes }, (_, i) => nodeNetwork(slot, i + 1).name);
  const find = (list: List, name: string) => list.items.find((it) => it.metadata.name === name);
  return [
    ...expected.filter((name) => !isTrue(find(nodeList, name), "Ready")),
    ...["coredns", "metrics-server", "local-path-provisioner"].filter(
      (name) => !allReplicas(find(deployments, name)),
    ),
    ...["kube-proxy", "kube-router"].filter((name) => !onAll(find(daemons, name), nodes)),
    ...(isTrue(find(metrics, "v1beta1.metrics.k8s.io"), "Available") ? [] : ["metrics API"]),
  ];
}

/**
 * Waits until all is ready, says meanwhile what is not, and signs the kubelets' serving certificates.
 * Gives what is not ready after `timeoutMs`: nothing when all is well.
 */
export async function waitReady(
  api: Api,
  slot: number,
  nodes: number,
  timeoutMs: number,
  report: (detail: string) => void,
): Promise<string[]> {
  let missing = ["the API"];
  await until(
    async () => {
      try {
        await approveServing(api, slot, nodes);
        missing = await unready(api, slot, nodes);
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

/** Names of the pending requests that a node of ours made for its own serving certificate. */
export function ownServing(requests: SigningRequest[], nodeNames: string[]): string[] {
  return requests
    .filter(({ spec, status }) => {
      const ours = nodeNames.some((name) => spec.username === `system:node:${name}`);
      return ours && spec.signerName === "kubernetes.io/kubelet-serving" && !status?.conditions;
    })
    .map(({ metadata }) => metadata.name);
}

async function approveServing(api: Api, slot: number, nodes: number): Promise<void> {
  const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const { items } = await api.call<{ items: SigningRequest[] }>("GET", path);
  const names = Array.from({ length: nodes }, (_, i) => nodeNetwork(slot, i + 1).name);
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
