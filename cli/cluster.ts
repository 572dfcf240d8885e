import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { clusterUp } from "../embedded/node/index.ts";
import type { Progress } from "../embedded/progress.ts";
import { inProject } from "./project.ts";
import type { ClusterSettings } from "./pulumi/stack-file.ts";

/** Where the access to an embedded cluster is kept. */
export function kubeconfigOf({ embedded, kubeconfig }: ClusterSettings): string {
  return inProject(kubeconfig ?? `.shakedown/kubeconfig/${embedded}`);
}

/** Starts the embedded cluster that the settings name, if they name one. */
export async function ensureCluster(settings: ClusterSettings, progress: Progress): Promise<void> {
  const { embedded: name, nodes } = settings;
  if (!name) return;
  const kubeconfig = kubeconfigOf(settings);
  await mkdir(dirname(kubeconfig), { recursive: true, mode: 0o700 });
  await clusterUp({ name, nodes, kubeconfig }, progress);
}
