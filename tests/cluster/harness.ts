import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { exclusively } from "../../embedded/cache.ts";
import { clusterDown, clusterUp } from "../../embedded/node/index.ts";
import type { Progress } from "../../embedded/progress.ts";

/** The cluster that all tests of a run share. */
export interface TestCluster {
  /** @default - "shakedown-test", or what `SHAKEDOWN_TEST_CLUSTER` says */
  name: string;
  /** Its only context is named as the cluster is. */
  kubeconfig: string;
  /** @default - 1, or what `SHAKEDOWN_TEST_NODES` says */
  nodes: number;
}

const name = process.env.SHAKEDOWN_TEST_CLUSTER || "shakedown-test";
/** Starting a cluster may include building its toolchain and images. */
const startTimeout = 40 * 60_000;

let cluster: TestCluster | undefined;
let folder: string | undefined;

/** The running cluster of the tests. */
export function testCluster(): TestCluster {
  if (!cluster) throw new Error("start mocha with --require tests/cluster/harness.ts");
  return cluster;
}

/** Start and stop the cluster around all tests; what a killed run left is cleared away first. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(startTimeout);
    await takeTurn();
    const nodes = Number(process.env.SHAKEDOWN_TEST_NODES || 1);
    folder = mkdtempSync(join(tmpdir(), "shakedown-test-"));
    const kubeconfig = join(folder, "kubeconfig");
    await clusterDown(name, progress);
    await clusterUp({ name, nodes, kubeconfig }, progress);
    cluster = { name, nodes, kubeconfig };
  },
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    cluster = undefined;
    if (folder) rmSync(folder, { recursive: true });
    // Proves by itself that nothing is left, or throws with what is.
    await clusterDown(name, progress);
    endTurn();
  },
};

let endTurn = () => {};

/** Two runs at a time would stop each other's cluster: the later one waits. */
function takeTurn(): Promise<void> {
  return new Promise((taken, failed) => {
    const waiting = () => console.error(`  waiting for another run of the tests on ${name}`);
    const turn = () => new Promise<void>((ended) => taken(void (endTurn = ended)));
    exclusively(join(tmpdir(), `cluster-tests-${name}`), waiting, turn).catch(failed);
  });
}

/** Says on standard error how long each step took; a run of minutes must not be silent. */
export const progress: Progress = {
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
