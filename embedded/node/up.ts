import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { exclusively } from "../cache.ts";
import { ensureHostPackages, ensureImages, ensureRoot } from "../images/index.ts";
import { type Progress, UserError } from "../progress.ts";
import { builtTools } from "../toolchain/index.ts";
import { type Api, kubeconfigText, openApi, readCredentials } from "./api.ts";
import { adminFile, applyAddons, createCluster, settle } from "./create.ts";
import { removeCluster } from "./down.ts";
import { makeBridge } from "./links.ts";
import { clusterNetwork, nodeNetwork } from "./network.ts";
import { bootNode, importImages } from "./node.ts";
import { checkKernel, checkMachine, defaultNodes, findSlot } from "./preflight.ts";
import {
  type ClusterState,
  checkName,
  clusterDir,
  readState,
  stateRoot,
  writeState,
} from "./state.ts";
import { type NodeStatus, clusterStatus, nodesOf } from "./status.ts";

export interface ClusterOptions {
  /** Names the cluster on this machine, and its kubeconfig's context. */
  name: string;
  /** @default - 3 where 8 GiB of memory are available, otherwise 1 */
  nodes?: number;
  /** Whether the nodes get the images of AI serving, which take minutes to build. @default false */
  ai?: boolean;
  /** File that receives the access of the cluster's administrator, readable by root alone. */
  kubeconfig: string;
}

export interface ClusterFacts {
  name: string;
  /** Context in the kubeconfig. */
  context: string;
  kubeconfig: string;
  /** Address of the API. */
  server: string;
  nodes: NodeStatus[];
  /** Ranges of pods, services and nodes. */
  ranges: { pods: string; services: string; nodes: string };
}

/** What all nodes share: programs, root file system and images. */
type Parts = Pick<ClusterState, "root" | "tools" | "archives">;

/**
 * Brings the cluster `options.name` up: makes it, finishes what a killed run began, starts it again
 * after a reboot, or finds that it runs.
 */
export async function clusterUp(
  options: ClusterOptions,
  progress: Progress,
): Promise<ClusterFacts> {
  const nodes = checkCluster(options);
  const kubeconfig = resolve(options.kubeconfig);
  const parts = await prepare(progress, options.ai ?? false);
  const title = `Start the cluster ${options.name} with ${nodes === 1 ? "one node" : `${nodes} nodes`}`;
  const state = await progress.step(title, (report) =>
    exclusively(
      clusterDir(options.name),
      () => report("waiting for another run that changes it"),
      () => bringUp({ name: options.name, nodes, kubeconfig }, parts, report),
    ),
  );
  return facts(state);
}

/**
 * Refuses what cannot become that cluster, before anything is built for it; one that runs already is
 * fine. Gives how many nodes it is to have.
 */
export function checkCluster({ name, nodes }: Pick<ClusterOptions, "name" | "nodes">): number {
  checkName(name);
  const known = readState(name);
  const wanted = nodes ?? known?.nodes ?? defaultNodes();
  if (known?.ready && known.nodes !== wanted) throw otherSize(known, wanted);
  if (clusterStatus(name).state !== "running") checkMachine(wanted);
  return wanted;
}

async function prepare(progress: Progress, withAi: boolean): Promise<Parts> {
  await ensureHostPackages(progress, withAi);
  const tools = await builtTools(["kubernetes", "cni"], progress);
  const root = await ensureRoot(progress);
  const images = await ensureImages(progress, withAi);
  return { tools, root, archives: [...new Set(images.map(({ archive }) => archive))] };
}

async function bringUp(
  options: Required<Omit<ClusterOptions, "ai">>,
  parts: Parts,
  report: (detail: string) => void,
): Promise<ClusterState> {
  const known = readState(options.name);
  if (known?.ready) return revive({ ...known, ...parts }, known, options.kubeconfig, report);
  await removeCluster(options.name, report); // what a killed run may have left
  await checkKernel(parts.root);
  const draft = await exclusively(
    stateRoot,
    () => report("waiting for another cluster"),
    async () => {
      const state = { ...options, ...parts, slot: await findSlot(), ready: false };
      writeState(state);
      return state;
    },
  );
  await createCluster(draft, report);
  const state = { ...draft, ready: true };
  writeState(state);
  writeKubeconfig(state);
  return state;
}

/** Starts the nodes that do not run, and gives all of them the images of this version. */
async function revive(
  state: ClusterState,
  known: ClusterState,
  kubeconfig: string,
  report: (detail: string) => void,
): Promise<ClusterState> {
  const down = nodesOf(state).flatMap(({ running }, i) => (running ? [] : [i + 1]));
  if (down.length > 0) {
    report(`starting ${down.map((index) => `node-${index}`).join(", ")} again`);
    await makeBridge(state.name, state.slot, state.nodes);
    await Promise.all(down.map((index) => bootNode(state, index)));
  }
  const fresh = state.archives.filter((archive) => !known.archives.includes(archive));
  for (const archive of fresh) {
    report(`importing images of ${archive}`);
    for (let index = 1; index <= state.nodes; index++) await importImages(state, index, archive);
  }
  const updated = { ...state, kubeconfig };
  writeState(updated);
  writeKubeconfig(updated);
  await withApi(updated, async (api) => {
    if (fresh.length > 0) await applyAddons(updated);
    await settle(updated, api, report);
  });
  return updated;
}

async function withApi<T>(state: ClusterState, work: (api: Api) => Promise<T>): Promise<T> {
  const api = openApi(readCredentials(adminFile(state)));
  try {
    return await work(api);
  } finally {
    api.close();
  }
}

/** Nobody else may read it, and nobody sees half of it. */
function writeKubeconfig(state: ClusterState): void {
  const text = kubeconfigText(state.name, readCredentials(adminFile(state)));
  if (!existsSync(dirname(state.kubeconfig))) {
    mkdirSync(dirname(state.kubeconfig), { recursive: true, mode: 0o700 });
  }
  writeFileSync(`${state.kubeconfig}.new`, text, { mode: 0o600 });
  renameSync(`${state.kubeconfig}.new`, state.kubeconfig);
}

function otherSize({ name, nodes }: ClusterState, wanted: number): UserError {
  const count = (n: number) => (n === 1 ? "one node" : `${n} nodes`);
  return new UserError(
    `The cluster ${name} has ${count(nodes)}, and ${count(wanted)} are asked for.`,
    `Ask for ${count(nodes)}, or stop the cluster first (npm run down): its data goes with it.`,
  );
}

function facts(state: ClusterState): ClusterFacts {
  const { pods, services, nodes } = clusterNetwork(state.slot);
  return {
    name: state.name,
    context: state.name,
    kubeconfig: state.kubeconfig,
    server: `https://${nodeNetwork(state.slot, 1).address}:6443`,
    nodes: nodesOf(state),
    ranges: { pods, services, nodes },
  };
}
