import assert from "node:assert/strict";

import { clusterUp } from "../../embedded/node/index.ts";
import { until } from "../../embedded/node/wait.ts";
import {
  type ContainerState,
  ai,
  clients,
  counted,
  damage,
  embedder,
  far,
  model,
  modelJobs,
  podsOf,
  programOf,
  secondsSinceEnd,
  secondsSinceRefusal,
  servingPod,
  tokenSeconds,
} from "./ai-stack.ts";
import { type Vendor, filesThatSay, startVendor } from "./ai-vendor.ts";
import { progress, testCluster } from "./harness.ts";
import { kubectl } from "./kubectl.ts";
import { Stack } from "./kubernetes-plugin-stack.ts";
import { resultsOf } from "./stack-checks.ts";

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

  const results = (only?: string, report?: (line: string) => void) =>
    resultsOf(stack, only === undefined ? undefined : [only], report);

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

  it("shares its models between two pods, and loses no answer when one of them goes", async () => {
    const jobs = await modelJobs();
    const made = await stack.up(
      programOf({ replicas: 2, check: { requests: 40, parallel: 4, successRate: 1 } }),
    );
    assert.ok(made.ok, made.output);
    const [going, staying, ...others] = (await podsOf("ollama")).map(
      ({ metadata }) => metadata.name,
    );
    assert.deepEqual(others, []);
    const answers = (pod?: string) => counted(`pods/${pod}`, "requests_total", 'code="200"');

    const running = results("ai-answers");
    const both = async () => (await answers(going)) > 0 && (await answers(staying)) > 0;
    assert.ok(await until(both, 60_000, 200));
    await kubectl(["delete", "pod", going!, "-n", ai, "--wait=false"]);
    const [{ verdict, reason } = assert.fail("no result")] = await running;
    assert.equal(verdict, "pass", reason);

    const ready = ["--for=jsonpath={.status.readyReplicas}=2", "deployment/ollama"];
    await kubectl(["wait", "-n", ai, ...ready, "--timeout=60s"]);
    assert.deepEqual(await modelJobs(), jobs); // nothing was put on the volume
  });

  it("warns of an endpoint that is killed meanwhile, and sees it come back", async () => {
    const made = await stack.up(programOf({ first: far, check: { requests: 60 } }));
    assert.ok(made.ok, made.output);
    const scale = (replicas: number) =>
      kubectl(["scale", "deployment", "llm", "-n", clients, `--replicas=${replicas}`]);

    const running = results("ai-answers");
    const answers = 'llm_requests_total{endpoint="far",code="200"}';
    assert.ok(await until(async () => (await counted("services/llm", answers)) >= 3, 150_000, 200));
    const [relay] = await podsOf("llm", clients);
    await scale(0);
    const atOnce = ["--force", "--grace-period=0", "--ignore-not-found"];
    await kubectl(["delete", "pod", relay!.metadata.name, "-n", clients, ...atOnce]);
    const fallbacks = 'llm_fallbacks_total{from="far",to="near"}';
    assert.ok(
      await until(async () => (await counted("services/llm", fallbacks)) >= 2, 60_000, 200),
    );
    await scale(1);

    const [{ verdict, reason, evidence } = assert.fail("no result")] = await running;
    assert.equal(verdict, "warn", reason);
    assert.match(reason, /far did not answer \(.+\): near stood in \d+ times, after [\d.]+ s/);
    assert.match(reason, /far answered again afterwards/);
    const longest = evidence.find(({ name }) => name.startsWith("longest time until another"));
    assert.ok(Number(longest?.value) <= tokenSeconds, JSON.stringify(longest));
  });

  it("asks an endpoint outside with a key that nothing shows, and names a wrong one and none", async () => {
    const vendor: Vendor = await startVendor();
    const outputs: string[] = [];
    const asked = async (keySecret: string) => {
      const { ok, output } = await stack.up(
        programOf({ first: { ...vendor.endpoint, keySecret } }),
      );
      assert.ok(ok, output);
      const [result = assert.fail("no result")] = await results("ai-answers", (line) =>
        outputs.push(line),
      );
      outputs.push(output, JSON.stringify(result), await vendor.traces());
      return result;
    };

    const right = await asked(vendor.rightSecret);
    assert.equal(right.verdict, "pass", right.reason);
    const others = right.evidence.find(({ name }) => name === "answers of another endpoint");
    assert.equal(others?.target, "0 of 5, all from vendor");
    const wrong = await asked(vendor.wrongSecret);
    assert.equal(wrong.verdict, "warn", wrong.reason);
    assert.match(
      wrong.reason,
      /vendor did not answer \(status 401: .*Incorrect API key: Bearer \*\*\*.*\): near stood in 5 times/,
    );
    const none = await asked("not-there");
    assert.equal(none.verdict, "warn", none.reason);
    assert.match(
      none.reason,
      /vendor did not answer \(its keySecret is not there.*\): near stood in/,
    );

    assert.notDeepEqual(filesThatSay([vendor.wrongSecret], stack.folder), []);
    assert.deepEqual(filesThatSay(vendor.keys, stack.folder), []);
    for (const key of vendor.keys) assert.ok(!outputs.join("\n").includes(key));
    await vendor.stop();
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

  it("names a quota that is too small as soon as the cluster knows, and serves as before", async () => {
    const [before, start] = [await servingPod(), Date.now()];
    const { ok, output } = await stack.up(programOf({ ollama: { memory: "7Gi" } }));

    assert.ok((await secondsSinceRefusal(start)) < 10);
    assert.equal(ok, false);
    assert.match(output, /exceeded quota: quota, requested: .*limits\.memory=7Gi.* limited: /);
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
    const [verify] = (await podsOf("ollama")).at(-1)!.status.initContainerStatuses!;
    assert.equal(verify!.restartCount, 1); // what fails a second time is beyond waiting
    assert.ok(secondsSinceEnd([verify!]) < 10);
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
