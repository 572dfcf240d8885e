import { join } from "node:path";

import { type InstalledPlugin, installPlugins } from "../embedded/plugins/index.ts";
import type { Progress } from "../embedded/progress.ts";
import { ensureTools } from "../embedded/toolchain/index.ts";
import { type PulumiEnvironment, pulumiEnvironment } from "./pulumi/environment.ts";

/** The project's Pulumi, ready to run. */
export interface Workspace {
  environment: PulumiEnvironment;
  plugins: InstalledPlugin[];
}

/** Finds or builds the Pulumi CLI, and installs the plugins that it needs. */
export async function openWorkspace(progress: Progress): Promise<Workspace> {
  const { pulumi: folder } = await ensureTools(["pulumi"], progress);
  const pulumi = join(folder, "pulumi");
  const environment = await pulumiEnvironment(pulumi);
  for (const { pid } of environment.server?.recovered ?? []) {
    progress.note(`An earlier run (process ${pid}) was killed: what it had done is in the state.`);
  }
  const plugins = await installPlugins(environment.env.PULUMI_HOME!, pulumi, progress);
  return { environment, plugins };
}
