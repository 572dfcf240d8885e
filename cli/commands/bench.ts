import { join } from "node:path";

import { UserError } from "../../embedded/progress.ts";
import { builtTools } from "../../embedded/toolchain/index.ts";
import { ensureCluster, kubeconfigOf } from "../cluster.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../project.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { openWorkspace } from "../workspace.ts";

export const bench: Command = {
  name: "bench",
  summary: "measure the Kubernetes plugin against kubectl on the embedded cluster",
  usage: "",
  details:
    "Creates 50, 200 and 1,000 objects with Pulumi and with `kubectl apply --server-side` on the\n" +
    "same cluster, and prints the times of up, no-op, refresh and destroy as ratios.",
  options: {},
  examples: [["npm run bench", "takes some minutes; starts the embedded cluster if need be"]],
  run: async (_given, progress) => {
    const settings = await clusterSettings("local");
    if (!settings.embedded) {
      throw new UserError(
        "The stack local has no embedded cluster to measure on.",
        "Set `embedded` of shakedown:cluster in Pulumi.local.yaml.",
      );
    }
    await ensureCluster(settings, progress);
    const { environment } = await openWorkspace(progress);
    const { benchPlugin } = await import("../../bench/plugin.ts");
    const { kubernetes } = await builtTools(["kubernetes"], progress);
    const kubectl = join(kubernetes, "kubectl");
    await benchPlugin({ ...environment, kubeconfig: kubeconfigOf(settings), kubectl });
    return exitCodes.ok;
  },
};
