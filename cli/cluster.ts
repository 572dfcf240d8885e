import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { ensureHostPackages, ensureImages, ensureRoot } from "../embedded/images/index.ts";
import { checkCluster, clusterStatus, clusterUp } from "../embedded/node/index.ts";
import { type Progress, UserError } from "../embedded/progress.ts";
import { allTools, builtTools } from "../embedded/toolchain/index.ts";
import { commandLine } from "./command.ts";
import { inProject } from "./project.ts";
import type { ClusterSettings } from "./pulumi/stack-file.ts";

/** Where the access to an embedded cluster is kept. */
export function kubeconfigOf({ embedded, kubeconfig }: ClusterSettings): string {
  return resolve(inProject(), kubeconfig ?? `.shakedown/kubeconfig/${embedded}`);
}

/**
 * Makes ready what every embedded cluster is made of, if the settings name one and this machine can
 * carry it. From nothing that takes many minutes, once; starting it can then be held to its budget.
 */
export async function prepareCluster(settings: ClusterSettings, progress: Progress): Promise<void> {
  const { embedded: name, nodes, ai = false } = settings;
  if (!name) return;
  checkCluster({ name, nodes });
  await ensureHostPackages(progress, ai);
  const tools = await builtTools(
    allTools.filter((tool) => ai || tool !== "ollama"),
    progress,
  );
  await ensureRoot(progress);
  await ensureImages(progress, ai);
  for (const tool of ["cloudnative-pg", "barman-cloud"] as const) {
    await layOutDefinitions(tool, tools[tool]);
  }
}

/** Puts the kinds of object of an operator where the settings of a local stack name them. */
async function layOutDefinitions(operator: string, folder: string): Promise<void> {
  const target = inProject(".shakedown/definitions");
  await mkdir(target, { recursive: true, mode: 0o700 });
  await copyFile(join(folder, "release.yaml"), join(target, `${operator}.yaml`));
}

/** Starts the embedded cluster that the settings name, if they name one. */
export async function ensureCluster(settings: ClusterSettings, progress: Progress): Promise<void> {
  const { embedded: name, nodes, ai } = settings;
  if (!name) return;
  const kubeconfig = kubeconfigOf(settings);
  await mkdir(dirname(kubeconfig), { recursive: true, mode: 0o700 });
  await clusterUp({ name, nodes, ai, kubeconfig }, progress);
}

/** Refuses work on an embedded cluster that is stopped: nothing would answer, and prove nothing. */
export function needRunning({ embedded }: ClusterSettings, stack: string): void {
  if (!embedded || clusterStatus(embedded).state === "running") return;
  throw new UserError(
    `The embedded cluster ${embedded} does not run.`,
    `Start it with \`${commandLine("up", stack)}\`.`,
  );
}
