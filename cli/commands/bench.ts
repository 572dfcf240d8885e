import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { BenchEnvironment } from "../../bench/plugin.ts";
import type { PreviewEnvironment } from "../../bench/preview.ts";
import type { Contestant } from "../../bench/project.ts";
import { placePlugin } from "../../embedded/plugins/index.ts";
import { type Progress, UserError } from "../../embedded/progress.ts";
import { builtTools } from "../../embedded/toolchain/index.ts";
import { ensureCluster, kubeconfigOf } from "../cluster.ts";
import type { Command, Given } from "../command.ts";
import { exitCodes, inProject } from "../project.ts";
import { type PulumiEnvironment, pulumiEnvironment } from "../pulumi/environment.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { openWorkspace } from "../workspace.ts";

export const bench: Command = {
  name: "bench",
  summary: "measure the Kubernetes plugin against kubectl on the embedded cluster",
  usage: "[--sizes <numbers>] [--official <file> | --policies]",
  details:
    "Creates 50, 200 and 1,000 objects with Pulumi and with `kubectl apply --server-side` on the\n" +
    "same cluster, and prints the times of up, no-op, refresh and destroy as ratios. With --policies\n" +
    "it previews web services of eight objects each instead, with the policy pack, with one that\n" +
    "judges nothing, and without: a size that is no multiple of eight is raised to the next one.\n" +
    "bench/policies.ts, pgbench.ts, failover.ts and exporter.ts measure more, each run by hand:\n" +
    "`node bench/policies.ts --help`.",
  options: {
    sizes: {
      type: "string",
      value: "numbers",
      default: "50,200,1000",
      description: "how many objects, separated by commas",
    },
    official: {
      type: "string",
      value: "file",
      description: "the official plugin, to be measured too, on Pulumi's own file backend",
    },
    policies: {
      type: "boolean",
      description: "measure previews with the policy pack and without instead",
    },
  },
  examples: [
    ["npm run bench", "takes some minutes; starts the embedded cluster if need be"],
    ["npm run bench -- --sizes 50,200", "without the large one"],
    ["npm run bench -- --policies --sizes 200,1000", "what the policies add to a preview"],
  ],
  run: async ({ options }, progress) => {
    const { sizes, official, policies } = wanted(options);
    const settings = await clusterSettings("local");
    if (!settings.embedded) {
      throw new UserError(
        "The stack local has no embedded cluster to measure on.",
        "Set `embedded` of shakedown:cluster in Pulumi.local.yaml.",
      );
    }
    await ensureCluster(settings, progress);
    const { environment } = await openWorkspace(progress);
    const { kubernetes } = await builtTools(["kubernetes"], progress);
    const cluster = { kubeconfig: kubeconfigOf(settings), kubectl: join(kubernetes, "kubectl") };
    const folder = await mkdtemp(join(tmpdir(), "shakedown-bench-"));
    try {
      const contestant = await ours(environment, folder);
      if (policies) {
        await comparePreviews(
          { ...cluster, contestant, sizes, pack: inProject("policies") },
          progress,
        );
        return exitCodes.ok;
      }
      const others = official ? [await theirs(environment, folder, official)] : [];
      await comparePlugins({ ...cluster, contestants: [contestant, ...others], sizes }, progress);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return exitCodes.ok;
  },
};

interface Wanted {
  sizes: number[];
  /** Path of the official plugin, to be measured too. */
  official?: string;
  policies: boolean;
}

async function comparePlugins(environment: BenchEnvironment, progress: Progress): Promise<void> {
  const { benchPlugin, table } = await import("../../bench/plugin.ts");
  const measured = await progress.step("Measure", (report) =>
    benchPlugin({ ...environment, report }),
  );
  console.log(`\n${table(measured)}\n\n${JSON.stringify(measured)}`);
}

async function comparePreviews(environment: PreviewEnvironment, progress: Progress): Promise<void> {
  const { benchPreview } = await import("../../bench/preview.ts");
  const previewed = await progress.step("Measure", (report) =>
    benchPreview({ ...environment, report }),
  );
  for (const { objects, without, withEmptyPack, withPolicies } of previewed) {
    const said = (seconds: number) =>
      `${seconds.toFixed(1)} s (ratio ${(seconds / without).toFixed(2)})`;
    console.log(
      `${objects} objects: ${without.toFixed(1)} s without a pack, ` +
        `${said(withEmptyPack)} with one that judges nothing, ${said(withPolicies)} with the policies`,
    );
  }
}

/** The project's plugins and its way of keeping state, apart from the user's stacks. */
async function ours({ pulumi, env }: PulumiEnvironment, folder: string): Promise<Contestant> {
  const apart = await pulumiEnvironment(pulumi, ownBackend, join(folder, "ours"));
  return {
    name: "shakedown",
    pulumi,
    env: { ...apart.env, PULUMI_HOME: env.PULUMI_HOME },
    settle: () => apart.server!.settle(),
  };
}

/** The official plugin as it comes: with Pulumi's file backend. */
async function theirs(
  { pulumi, env }: PulumiEnvironment,
  folder: string,
  plugin: string,
): Promise<Contestant> {
  const state = join(folder, "theirs/state");
  await mkdir(state, { recursive: true });
  const given = { ...ownBackend, PULUMI_BACKEND_URL: `file://${state}` };
  const apart = await pulumiEnvironment(pulumi, given, join(folder, "theirs"));
  const home = apart.env.PULUMI_HOME!;
  await cp(env.PULUMI_HOME!, home, { recursive: true, verbatimSymlinks: true });
  await placePlugin("kubernetes", plugin, home);
  return { name: "official plugin", pulumi, env: apart.env };
}

/** The user's environment, but for what says where state lies and how it is locked. */
const ownBackend: NodeJS.ProcessEnv = {
  ...process.env,
  PULUMI_BACKEND_URL: undefined,
  PULUMI_CONFIG_PASSPHRASE: undefined,
  PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
};

/** What is to be measured; a UserError for what cannot be, before a cluster is started for it. */
export function wanted({ sizes: text, official, policies }: Given["options"]): Wanted {
  const sizes = [...new Set(String(text).split(",").map(Number))];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new UserError(
      `--sizes is ${JSON.stringify(text)}: whole numbers, separated by commas, are needed.`,
      "For example: `npm run bench -- --sizes 50,200`.",
    );
  }
  if (official && policies) {
    throw new UserError(
      "--official and --policies are two measurements.",
      "Run the command twice, with one of them each.",
    );
  }
  if (official && !existsSync(String(official))) {
    throw new UserError(
      `--official is ${JSON.stringify(official)}: there is no such file.`,
      "Give the path of the program pulumi-resource-kubernetes.",
    );
  }
  return {
    sizes,
    policies: policies === true,
    ...(official && { official: resolve(String(official)) }),
  };
}
