import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { ensureHostPackages, ensureImages, ensureRoot } from "../embedded/images/index.ts";
import { clusterUp } from "../embedded/node/index.ts";
import { type Progress, UserError } from "../embedded/progress.ts";
import { allTools, builtTools } from "../embedded/toolchain/index.ts";
import { inProject } from "./project.ts";
import type { ClusterSettings } from "./pulumi/stack-file.ts";

/** Where the access to an embedded cluster is kept. */
export function kubeconfigOf({ embedded, kubeconfig }: ClusterSettings): string {
  return inProject(kubeconfig ?? `.shakedown/kubeconfig/${embedded}`);
}

/**
 * Makes ready what every embedded cluster is made of. From nothing that takes many minutes, once;
 * starting a cluster can then be held to its budget.
 */
export async function prepareCluster(progress: Progress): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new UserError(
      "An embedded cluster needs root: it makes namespaces, mounts and network interfaces.",
      "Run npm as root, or use a stack with a cluster of your own.",
    );
  }
  await ensureHostPackages(progress);
  await builtTools(allTools, progress);
  await ensureRoot(progress);
  await ensureImages(progress);
}

/** Starts the embedded cluster that the settings name, if they name one. */
export async function ensureCluster(settings: ClusterSettings, progress: Progress): Promise<void> {
  const { embedded: name, nodes } = settings;
  if (!name) return;
  const kubeconfig = kubeconfigOf(settings);
  await mkdir(dirname(kubeconfig), { recursive: true, mode: 0o700 });
  await clusterUp({ name, nodes, kubeconfig }, progress);
}
