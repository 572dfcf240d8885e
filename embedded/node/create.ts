import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../command.ts";
import { imageReference } from "../images/list.ts";
import { addonManifests, addonMarks } from "./addons.ts";
import { type Api, openApi, readCredentials } from "./api.ts";
import { authorityHash, initConfig, joinConfig, newToken } from "./kubeadm.ts";
import { makeBridge } from "./links.ts";
import { nodeNetwork } from "./network.ts";
import { bootNode, inNode, startTime } from "./node.ts";
import { memory } from "./preflight.ts";
import { type StartedNode, waitReady } from "./readiness.ts";
import { plantImages } from "./seed.ts";
import { type ClusterState, nodeDir } from "./state.ts";

type Report = (detail: string) => void;

/** How long a cluster may take from its first container to all addons ready. */
const readyTimeout = 240_000;

/** Starts all nodes of a new cluster and makes a Kubernetes cluster of them. */
export async function createCluster(state: ClusterState, report: Report): Promise<void> {
  const indexes = Array.from({ length: state.nodes }, (_, i) => i + 1);
  const token = newToken();
  report("starting nodes");
  await makeBridge(state.name, state.slot, state.nodes);
  await plant(state, 1, report);
  await bootNode(state, 1);
  const others = indexes.slice(1).map(async (index) => {
    await plant(state, index, report);
    await bootNode(state, index);
  });
  await Promise.all([init(state, token, report), ...others]);

  const joins = Promise.all(indexes.slice(1).map((index) => joinNode(state, index, token)));
  const api = openApi(readCredentials(adminFile(state)));
  try {
    await applyAddons(state);
    await Promise.all([joins, settle(state, api, report)]);
  } finally {
    api.close();
  }
}

/** Waits until nodes and addons of `state` are ready; throws with what is not. */
export async function settle(state: ClusterState, api: Api, report: Report): Promise<void> {
  const missing = await waitReady(api, startedNodes(state), readyTimeout, report);
  if (missing.length === 0) return;
  throw new Error(
    `${state.name} is not ready after ${readyTimeout / 1000} s: ${missing.join(", ")}. ` +
      `Logs lie in ${nodeDir(state.name, 1)}/log.`,
  );
}

function startedNodes({ name, slot, nodes }: ClusterState): StartedNode[] {
  return Array.from({ length: nodes }, (_, i) => ({
    name: nodeNetwork(slot, i + 1).name,
    startedAt: startTime(name, i + 1),
  }));
}

/** Installs or updates DNS, policies, metrics and storage. */
export async function applyAddons(state: ClusterState): Promise<void> {
  const manifests = addonManifests(addonMarks(state.slot, state.nodes));
  const apply = ["apply", "--server-side", "--force-conflicts", "--kubeconfig", adminFile(state)];
  await run(join(state.tools.kubernetes, "kubectl"), [...apply, "-f", "-"], { input: manifests });
}

/** The access that kubeadm wrote for the cluster's administrator. */
export const adminFile = ({ name }: { name: string }) =>
  join(nodeDir(name, 1), "kubernetes/admin.conf");

function plant({ name, root, archives }: ClusterState, index: number, report: Report) {
  return plantImages(root, archives, join(nodeDir(name, index), "containerd"), report);
}

async function init(state: ClusterState, token: string, report: Report): Promise<void> {
  const { total } = memory();
  const tag = (name: string) =>
    imageReference(name).slice(imageReference(name).lastIndexOf(":") + 1);
  const config = initConfig({
    cluster: state.name,
    slot: state.slot,
    nodes: state.nodes,
    token,
    kubernetesVersion: tag("kube-apiserver"),
    etcdTag: tag("etcd"),
    reservedMiB: Math.floor((total * (state.nodes - 1)) / state.nodes),
  });
  await kubeadm(state, 1, "init", config, (line) => {
    if (line.startsWith("[")) report(`kubeadm: ${line}`);
  });
}

async function joinNode(state: ClusterState, index: number, token: string): Promise<void> {
  const authority = readFileSync(join(nodeDir(state.name, 1), "kubernetes/pki/ca.crt"), "utf8");
  const config = joinConfig(state.slot, index, token, authorityHash(authority));
  await kubeadm(state, index, "join", config);
}

async function kubeadm(
  state: ClusterState,
  index: number,
  command: string,
  config: string,
  onLine?: (line: string) => void,
): Promise<void> {
  const file = join(nodeDir(state.name, index), "kubernetes/kubeadm.yaml");
  writeFileSync(file, config, { mode: 0o600 });
  try {
    await inNode(state, index, ["kubeadm", command, "--config", "/etc/kubernetes/kubeadm.yaml"], {
      onLine,
    });
  } catch (error) {
    const { name } = nodeNetwork(state.slot, index);
    const why = (error as Error).message;
    throw new Error(`kubeadm ${command} failed on ${name} of ${state.name}: ${why}`, {
      cause: error,
    });
  }
}
