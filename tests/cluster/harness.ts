import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { clusterDown, clusterUp } from "../../embedded/node/index.ts";
import type { Progress } from "../../embedded/progress.ts";

/** The cluster that all tests of a run share. */
export interface TestCluster {
  name: string;
  /** Its only context is named as the cluster is. */
  kubeconfig: string;
  /** @default - 1, or what `SHAKEDOWN_TEST_NODES` says */
  nodes: number;
}

const name = "shakedown-test";
/** Starting a cluster may include building its toolchain and images. */
const startTimeout = 40 * 60_000;

let cluster: TestCluster | undefined;

/** The running cluster of the tests. */
export function testCluster(): TestCluster {
  if (!cluster) throw new Error("start mocha with --require tests/cluster/harness.ts");
  return cluster;
}

/** Start and stop the cluster around all tests; what a killed run left is cleared away first. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(startTimeout);
    const folder = mkdtempSync(join(tmpdir(), "shakedown-test-"));
    const nodes = Number(process.env.SHAKEDOWN_TEST_NODES || 1);
    const kubeconfig = join(folder, "kubeconfig");
    await clusterDown(name, progress);
    await clusterUp({ name, nodes, kubeconfig }, progress);
    cluster = { name, nodes, kubeconfig };
  },
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    const kubeconfig = cluster?.kubeconfig;
    cluster = undefined;
    // Proves by itself that nothing is left, or throws with what is.
    await clusterDown(name, progress);
    if (kubeconfig) rmSync(join(kubeconfig, ".."), { recursive: true });
  },
};

/** Says on standard error how long each step took; a run of minutes must not be silent. */
const progress: Progress = {
  async step(title, work) {
    const start = Date.now();
    let detail = "";
    const tick = setInterval(() => say(`${title}: ${detail}`, start), 15_000);
    try {
      return await work((text) => (detail = text));
    } finally {
      clearInterval(tick);
      say(title, start);
    }
  },
  note: (line) => console.error(line),
};

const say = (what: string, start: number) =>
  console.error(`  [${((Date.now() - start) / 1000).toFixed(1)} s] ${what}`);

/** Root of the project, for tests that start its programs. */
export const projectFolder = fileURLToPath(new URL("../../", import.meta.url));
