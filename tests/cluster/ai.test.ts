import assert from "node:assert/strict";
import { join } from "node:path";

import { type CheckResult, type CheckSpec, runAll } from "../../checks/index.ts";
import { clusterUp } from "../../embedded/node/index.ts";
import { until } from "../../embedded/node/wait.ts";
import {
  type ContainerState,
  ai,
  clients,
  damage,
  embedder,
  model,
  podsOf,
  programOf,
  secondsSinceEnd,
  servingPod,
} from "./ai-stack.ts";
import { progress, testCluster } from "./harness.ts";
import { kubectl } from "./kubectl.ts";
import { Stack, testKubeconfig } from "./kubernetes-plugin-stack.ts";

describe("AI serving on a cluster", function () {
  this.timeout(300_000);
  let stack: Stack;

  before(async function () {
    this.timeout(40 * 60_000); // the images of AI serving are built where there are none
    const { name, nodes, kubeconfig } = testCluster();
    await clusterUp({ name, nodes, kubeconfig, ai: true }, progress);
    stack = await Stack.create();
    const made = await stack.up(programOf({}));
    assert.ok(made.ok, made.output);
  });
  after(() => stack.remove());

  /** The results of the checks that the stack declares, or of one of them. */
  async function results(only?: string, report = () => {}): Promise<CheckResult[]> {
    const planned = JSON.parse(await stack.must("stack", "output", "checks", "--json")) as {
      name: string;
      spec: CheckSpec;
    }[];
    const { checks } = await runAll(
      {
        ...{ schemaVersion: "1", stack: "test", cluster: { kubeconfig: testKubeconfig() } },
        directories: {
          runs: join(stack.folder, "runs"),
          baselines: join(stack.folder, "baselines"),
        },
        checks: planned
          .filter(({ name }) => !only || name === only)
          .map((check) => ({ ...check, digest: "" })),
      },
      undefined,
      report,
    );
    return checks;
  }

  it("passes its own checks: health, what a real model answers, and how a full queue refuses", async () => {
    const found = await results();

    assert.deepEqual(
      found.map(({ name, verdict }) => [name, verdict]),
      ["ai-health", "ai-answers", "ai-overload", "ai-service-gateway"].map((name) => [
        ...[name, "pass"],
      ]),
      JSON.stringify(found, null, 2),
    );
  });

  it("has nothing to do a second time", async () => {
    const { ok, output } = await stack.up(programOf({}));
    assert.ok(ok, output);
    assert.doesNotMatch(output, /created|updated|replaced|deleted/);
  });

  it("warns of an endpoint that is killed meanwhile, and sees it come back", async () => {
    const made = await stack.up(programOf({ relayed: true }));
    assert.ok(made.ok, made.output);
    const counted = async (series: string) => {
      const path = `/api/v1/namespaces/${ai}/services/llm:9464/proxy/metrics`;
      const lines = (await kubectl(["get", "--raw", path])).split("\n");
      return Number(
        lines
          .find((line) => line.startsWith(series))
          ?.split(" ")
          .at(-1) ?? 0,
      );
    };
    const scale = (replicas: number) =>
      kubectl(["scale", "deployment", "llm", "-n", clients, `--replicas=${replicas}`]);

    const running = results("ai-answers");
    const answers = 'llm_requests_total{endpoint="far",code="200"}';
    assert.ok(await until(async () => (await counted(answers)) >= 3, 150_000, 200));
    const [relay] = await podsOf("llm", clients);
    await scale(0);
    const atOnce = ["--force", "--grace-period=0", "--ignore-not-found"];
    await kubectl(["delete", "pod", relay!.metadata.name, "-n", clients, ...atOnce]);
    const fallbacks = 'llm_fallbacks_total{from="far",to="near"}';
    assert.ok(await until(async () => (await counted(fallbacks)) >= 2, 60_000, 200));
    await scale(1);

    const [{ verdict, reason } = assert.fail("no result")] = await running;
    assert.equal(verdict, "warn", reason);
    assert.match(reason, /far did not answer \(.+\): near stood in \d+ times, after [\d.]+ s/);
    assert.match(reason, /far answered again afterwards/);
  });

  it("names a model that it cannot have as soon as the cluster knows, and serves as before", async () => {
    const before = await servingPod();
    const wrong = { ollama: { models: [model, embedder, "gemma3:270m"] } };
    const jobs = [];
    while (jobs.length < 2) {
      const { ok, output } = await stack.up(programOf(wrong));
      const [job] = (await podsOf("ollama-models")).slice(-1);
      assert.ok(secondsSinceEnd(job!.status.containerStatuses) < 10);
      assert.equal(ok, false);
      assert.match(
        output,
        /model gemma3:270m is not in the image, which brings all-minilm:22m gemma3:270m-base: name one/,
      );
      jobs.push(job!.metadata.uid);
    }
    assert.notEqual(jobs[0], jobs[1]); // what failed is tried anew
    assert.equal(await servingPod(), before);
  });

  it("names a model that is too large for its memory, and serves as before", async () => {
    const before = await servingPod();
    const { ok, output } = await stack.up(programOf({ ollama: { memory: "200Mi" } }));

    assert.equal(ok, false);
    assert.match(
      output,
      /model gemma3:270m-base takes \d+ MB of memory .* Ollama has 200Mi in all/,
    );
    assert.equal(await servingPod(), before);
  });

  it("names a GPU that no node has, and a model that no endpoint can have, before it does anything", async () => {
    const gpu = await stack.up(programOf({ ollama: { gpus: 1 } }));
    assert.equal(gpu.ok, false);
    assert.match(gpu.output, /it lacks 1 x 1 GPUs for Ollama \(ai\.ollama\.gpus\).* room for 0/);
    assert.doesNotMatch(gpu.output, /created|updated|replaced|deleted/);

    const other = await stack.up(programOf({ ollama: { models: [model] } }));
    assert.equal(other.ok, false);
    assert.match(
      other.output,
      /ai\.llm\.endpoints is "all-minilm:22m": the stack's own Ollama has/,
    );
  });

  it("names a damaged file before it serves from it, and makes it anew when it is told to", async () => {
    const made = await stack.up(programOf({}));
    assert.ok(made.ok, made.output);
    await damage();
    const [old] = await podsOf("ollama");
    await kubectl(["delete", "pod", old!.metadata.name, "-n", ai, "--wait=false"]);
    const named = async () => {
      const [fresh] = (await podsOf("ollama")).slice(-1);
      const states = fresh?.status.initContainerStatuses ?? [];
      const said = states.map(({ state, lastState }) => state.terminated ?? lastState?.terminated);
      return fresh!.metadata.uid !== old!.metadata.uid && said[0]?.message ? states : undefined;
    };
    let states: ContainerState[] | undefined;
    assert.ok(await until(async () => (states = await named()) !== undefined, 60_000, 500));
    assert.ok(secondsSinceEnd(states) < 10);

    const [{ verdict, reason } = assert.fail("no result")] = await results("ai-health");
    assert.equal(verdict, "fail");
    assert.match(reason, /container "verify" of pod .*: model gemma3:270m-base is damaged/);

    const job = /--replace '(\S+)'/.exec(reason)![1]!;
    await stack.must("up", "--yes", "--skip-preview", "--replace", job);
    const [waiting] = await podsOf("ollama"); // for minutes perhaps, after so many attempts
    await kubectl(["delete", "pod", waiting!.metadata.name, "-n", ai]);
    const ready = ["--for=condition=Available", "deployment/ollama", "--timeout=90s"];
    await kubectl(["wait", "-n", ai, ...ready]);
    await servingPod();
  });
});
