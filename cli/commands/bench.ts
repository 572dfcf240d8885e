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
  usage: "[--sizes <numbers>]",
  details:
    "Creates 50, 200 and 1,000 objects with Pulumi and with `kubectl apply --server-side` on the\n" +
    "same cluster, and prints the times of up, no-op, refresh and destroy as ratios.",
  options: {
    sizes: {
      type: "string",
      value: "numbers",
      default: "50,200,1000",
      description: "how many objects, separated by commas",
    },
  },
  examples: [
    ["npm run bench", "takes some minutes; starts the embedded cluster if need be"],
    ["npm run bench -- --sizes 50,200", "without the large one"],
  ],
  run: async ({ options }, progress) => {
    const sizes = sizesIn(options.sizes as string);
    const settings = await clusterSettings("local");
    if (!settings.embedded) {
      throw new UserError(
        "The stack local has no embedded cluster to measure on.",
        "Set `embedded` of shakedown:cluster in Pulumi.local.yaml.",
      );
    }
    await ensureCluster(settings, progress);
    const { environment } = await openWorkspace(progress);
    const { benchPlugin, table } = await import("../../bench/plugin.ts");
    const { kubernetes } = await builtTools(["kubernetes"], progress);
    const kubectl = join(kubernetes, "kubectl");
    const kubeconfig = kubeconfigOf(settings);
    const measured = await progress.step("Measure", (report) =>
      benchPlugin({ ...environment, kubeconfig, kubectl, sizes, report }),
    );
    console.log(`\n${table(measured)}\n\n${JSON.stringify(measured)}`);
    return exitCodes.ok;
  },
};

function sizesIn(text: string): number[] {
  const sizes = text.split(",").map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size > 0)) return sizes;
  throw new UserError(
    `--sizes is ${JSON.stringify(text)}: whole numbers, separated by commas, are needed.`,
    "For example: `npm run bench -- --sizes 50,200`.",
  );
}
