import { mkdirSync, readFileSync, statfsSync } from "node:fs";

import { run } from "../command.ts";
import { UserError } from "../progress.ts";
import { rangesInUse } from "./links.ts";
import { freeSlot, maxNodes, slots } from "./network.ts";
import { allStates, stateRoot } from "./state.ts";

/** Memory in MiB that a cluster's first node and each further one need before workloads come. */
const memoryMiB = { first: 1500, further: 500 };
/** Disk in MiB: what nodes hold, and the free space below which kubelets evict. */
const diskMiB = { node: 500, spare: 2048 };

/** Memory in MiB that programs can have, and that the machine has. */
export function memory(info = readFileSync("/proc/meminfo", "utf8")) {
  const field = (name: string) =>
    Math.floor(Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(info)?.[1] ?? 0) / 1024);
  return { available: field("MemAvailable"), total: field("MemTotal") };
}

/** Three nodes show what zones are for; one is what a small machine can carry. */
export function defaultNodes(availableMiB = memory().available): number {
  return availableMiB >= 8192 ? 3 : 1;
}

/** Refuses what cannot work before anything is made. */
export function checkMachine(nodes: number): void {
  if (process.platform !== "linux") {
    throw new UserError("The embedded cluster needs Linux.", "Use a kubeconfig on this machine.");
  }
  if (process.getuid?.() !== 0) {
    throw new UserError(
      "The embedded cluster needs root: it makes namespaces, mounts and a network.",
      "Run the command as root, or let the stack use a cluster of yours by kubeconfig.",
    );
  }
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > maxNodes) {
    throw new UserError(
      `A cluster cannot have ${nodes} nodes.`,
      `Set a number of nodes from 1 to ${maxNodes}.`,
    );
  }
  checkMemory(nodes, memory().available);
  mkdirSync(stateRoot, { recursive: true, mode: 0o755 });
  const { bavail, bsize } = statfsSync(stateRoot);
  checkDisk(nodes, Math.floor((bavail * bsize) / 2 ** 20));
}

/** @param availableMiB memory that programs can still have */
export function checkMemory(nodes: number, availableMiB: number): void {
  const needed = memoryMiB.first + (nodes - 1) * memoryMiB.further;
  if (availableMiB >= needed) return;
  throw new UserError(
    `${nodes} nodes need ${needed} MiB of memory, and ${availableMiB} MiB are available.`,
    nodes > 1 ? "End other programs, or ask for fewer nodes." : "End other programs.",
  );
}

/** @param freeMiB free space where the nodes are kept */
export function checkDisk(nodes: number, freeMiB: number): void {
  const needed = nodes * diskMiB.node + diskMiB.spare;
  if (freeMiB >= needed) return;
  throw new UserError(
    `${nodes} nodes need ${needed} MiB of disk below ${stateRoot}, and ${freeMiB} MiB are free.`,
    `Free some space, or mount a larger disk at ${stateRoot}.`,
  );
}

/** Refuses a kernel that lacks a feature, and names it. `root` is the nodes' root file system. */
export async function checkKernel(root: string): Promise<void> {
  const script = new URL("scripts/probe.sh", import.meta.url).pathname;
  const own = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
  const output = await run("unshare", [...own, script], { env: { ROOT: root } }).catch(
    (error: Error) => `namespaces (${error.message})`,
  );
  const missing = output.split("\n").filter(Boolean);
  if (missing.length === 0) return;
  throw new UserError(
    `This kernel lacks what a node needs: ${missing.join("; ")}.`,
    "Load or enable these features, or let the stack use a cluster of yours by kubeconfig.",
  );
}

/** A slot of the address range that neither a cluster nor a route of the host uses. */
export async function findSlot(): Promise<number> {
  const clusters = allStates();
  const ranges = await rangesInUse();
  const slot = freeSlot(
    clusters.map((cluster) => cluster.slot),
    ranges,
  );
  if (slot !== undefined) return slot;
  const names = clusters.map(({ name }) => name).join(", ") || "none";
  throw new UserError(
    `No range of 198.18.0.0/15 is free for the cluster: clusters ${names} of ${slots} possible, ` +
      `and routes to ${ranges.filter((range) => /^198\.1[89]\./.test(range)).join(", ") || "none"}.`,
    "Stop one of these clusters, or remove the route.",
  );
}
