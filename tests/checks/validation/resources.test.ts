import assert from "node:assert/strict";

import type { ResourcesSpec } from "../../../checks/run/plan.ts";
import { checkResources } from "../../../checks/validation/resources.ts";
import { FakeClock, FakeCluster, pod, workload } from "../double.ts";

const spec: ResourcesSpec = {
  kind: "resources",
  workloads: [{ kind: "Deployment", namespace: "shop", name: "web" }],
  maxShareOfLimit: { cpu: 0.8, memory: 0.9 },
  maxRestarts: 1,
  windowSeconds: 12,
};
const mebibyte = 2 ** 20;
const sample = (cpu: number, memory: number, name = "web-1") => ({
  pod: name,
  container: "web",
  cpu,
  memoryBytes: memory * mebibyte,
});
const check = (cluster: FakeCluster, clock = new FakeClock()) =>
  checkResources(spec, cluster, clock, () => {});
const using = (...samples: ReturnType<typeof sample>[]) => {
  const cluster = new FakeCluster().add(workload("web"), pod("web-1", "web"));
  cluster.samples = samples;
  return cluster;
};

describe("checkResources", () => {
  it("holds use against the limits", async () => {
    const { verdict, evidence } = await check(using(sample(0.1, 32)));

    assert.equal(verdict, "pass");
    assert.deepEqual(
      evidence.map(({ name, value }) => [name, value]),
      [
        ["Deployment shop/web restarts", 0],
        ["Deployment shop/web cpu of web", 0.2],
        ["Deployment shop/web memory of web", 0.25],
      ],
    );
  });

  it("remembers the peak of the window", async () => {
    const cluster = using(sample(0.1, 32));
    const peaks = [sample(0.1, 10), sample(0.45, 10), sample(0.2, 10), sample(0.1, 10)];
    cluster.usage = async () => [peaks.shift()!];
    const clock = new FakeClock();

    const { verdict, reason } = await check(cluster, clock);
    assert.equal(verdict, "fail");
    assert.match(reason, /cpu of web: it used 90 % of its limit 500m, allowed 80 %/);
    assert.equal(clock.time, 12_000);
  });

  it("names the replica that uses most", async () => {
    const cluster = using(sample(0.1, 10), sample(0.1, 127, "web-2")).add(pod("web-2", "web"));

    const { verdict, reason } = await check(cluster);
    assert.equal(verdict, "fail");
    assert.match(reason, /memory of web: it used 99 % of its limit 128Mi/);
  });

  it("is an error, and no pass, where there is no metrics API", async () => {
    const cluster = using();
    cluster.samples = undefined;

    const { verdict, reason } = await check(cluster);
    assert.equal(verdict, "error");
    assert.match(reason, /not measured: the metrics API gave no sample/);
  });

  it("is an error where one replica was not measured", async () => {
    const cluster = using(sample(0.1, 10)).add(pod("web-2", "web"));

    assert.equal((await check(cluster)).verdict, "error");
  });

  it("fails for memory without a limit, and skips CPU without one", async () => {
    const bare = pod("web-1", "web", {}, { spec: { containers: [{ name: "web", image: "i" }] } });
    const cluster = new FakeCluster().add(workload("web"), bare);
    cluster.samples = [sample(0.1, 10)];

    const { evidence } = await check(cluster);
    assert.deepEqual(
      evidence.slice(1).map(({ verdict }) => verdict),
      ["skip", "fail"],
    );
  });

  it("only warns of containers that went down with their node, whose pods then stay as they are", async () => {
    const lastState = { terminated: { exitCode: 255, reason: "Unknown" } };
    const rebooted = pod("web-1", "web", { restartCount: 2, lastState });
    const cluster = new FakeCluster().add(workload("web"), rebooted);
    cluster.samples = [sample(0.1, 32)];

    const { verdict, reason } = await check(cluster);
    assert.equal(verdict, "warn");
    assert.match(reason, /restarts: 2 restarts of containers that last went down with their node/);
  });

  it("fails for more restarts than allowed", async () => {
    const cluster = new FakeCluster().add(
      workload("web"),
      pod("web-1", "web", { restartCount: 2 }),
    );
    cluster.samples = [sample(0.1, 10)];

    const { verdict, reason } = await check(cluster);
    assert.equal(verdict, "fail");
    assert.match(reason, /2 restarts, 0 of them while sampled/);
  });

  it("names a container that was killed for want of memory, and its limit", async () => {
    const lastState = { terminated: { exitCode: 137, reason: "OOMKilled" } };
    const killed = pod("web-1", "web", { restartCount: 1, lastState });
    const cluster = new FakeCluster().add(workload("web"), killed);
    cluster.samples = [sample(0.1, 10)];

    const { verdict, reason } = await check(cluster);
    assert.equal(verdict, "fail");
    assert.match(reason, /"web" was killed for want of memory \(limit 128Mi\)/);
  });

  it("is an error where there are no pods to measure", async () => {
    const { verdict, reason } = await check(new FakeCluster());

    assert.equal(verdict, "error");
    assert.match(reason, /it has no pods, so nothing was measured/);
  });
});
