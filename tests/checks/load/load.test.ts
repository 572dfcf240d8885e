import assert from "node:assert/strict";

import { checkLoad, judgeEnd, scriptFiles } from "../../../checks/load/load.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";
import { loadSpec, loadSummary, printed } from "./summary.ts";

const end = (exitCode: number, logs: string) => ({ exitCode, logs, reason: "Error" });

describe("judgeEnd", () => {
  it("judges the summary of a run that ended well, or with a threshold crossed", () => {
    const slow = loadSummary({ latency: { ...loadSummary().latency, p99: 300 } });

    assert.equal(judgeEnd(loadSpec, end(0, printed(loadSummary())), 0.5).verdict, "pass");
    assert.equal(judgeEnd(loadSpec, end(99, printed(slow)), 0.5).verdict, "fail");
  });

  for (const [code, meaning] of [
    [104, /its options are not valid/],
    [105, /it was interrupted/],
    [107, /the script threw an exception\): .*level=error msg="boom"/],
    [108, /the script aborted the test/],
    [137, /raise its memory limit/],
    [1, /k6 ended with code 1 \(Error\)/],
  ] as const) {
    it(`is no verdict on the service when k6 ends with code ${code}`, () => {
      const log = `${printed(loadSummary())}time=1 level=error msg="boom"\nbye`;

      assert.throws(() => judgeEnd(loadSpec, end(code, log)), meaning);
    });
  }

  it("takes no summary, or half of one, for no measurement", () => {
    const log = printed(loadSummary());

    assert.throws(() => judgeEnd(loadSpec, end(0, "")), /k6 printed no summary/);
    assert.throws(() => judgeEnd(loadSpec, end(0, log.slice(0, 90))), /k6 printed no summary/);
    assert.throws(() => judgeEnd(loadSpec, undefined), /k6 never ran/);
  });
});

describe("scriptFiles", () => {
  it("gives the script and all of the library, with nothing from the network", async () => {
    const files = await scriptFiles("web-app.js");

    assert.deepEqual(
      files.map(({ path }) => path),
      ["web-app.js", "lib/profile.js", "lib/record.js"],
    );
    for (const { text } of files) {
      const imports = [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
      assert.deepEqual(
        imports.filter((from) => !/^(\.\/|k6(\/(http|metrics|execution))?$)/.test(from)),
        [],
      );
    }
  });

  it("names the scripts that there are", async () => {
    await assert.rejects(
      scriptFiles("../x.js"),
      /script is "\.\.\/x\.js": checks\/load has .*web-app/,
    );
  });
});

describe("checkLoad", () => {
  /** A cluster whose k6 pod is seen running for `looks` polls, and then ends well. */
  function running(looks: number, cpu: number[]): FakeCluster {
    const cluster = new FakeCluster();
    cluster.log.set("k6", printed(loadSummary()));
    cluster.onCreate = (job) => {
      if (job.kind !== "Job") return;
      const pod = endedPod(job, () => 0);
      const done = pod.status;
      const status = { phase: "Running", containerStatuses: [{ name: "k6", state: {} }] };
      Object.defineProperty(pod, "status", { get: () => (looks-- > 0 ? status : done) });
      cluster.add(pod);
      cluster.usage = async () => [
        { pod: pod.metadata.name, container: "k6", cpu: cpu.shift() ?? 0, memoryBytes: 1 },
      ];
    };
    return cluster;
  }
  const check = (cluster: FakeCluster) =>
    checkLoad("load", loadSpec, cluster, new FakeClock(), () => {});

  it("runs the script in the cluster with the profile in its environment", async () => {
    const cluster = running(0, []);
    await check(cluster);

    const [files, job] = cluster.created;
    assert.deepEqual(Object.keys(files.data), ["web-app.js", "lib.profile.js", "lib.record.js"]);
    const [container] = job.spec.template.spec.containers;
    assert.deepEqual(container.command.slice(-1), ["/scripts/web-app.js"]);
    const env = Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]));
    assert.equal(env.BASE_URL, "http://frontend.shop.svc");
    assert.deepEqual([env.RATE, env.DURATION, env.P99_MS], ["50", "20", "200"]);
    assert.equal(job.spec.activeDeadlineSeconds, 115);
  });

  it("holds the generator's peak against its CPU limit", async () => {
    const { verdict, reason } = await check(running(60, [0.2, 0.9, 0.3]));

    assert.equal(verdict, "error");
    assert.match(reason, /invalid run: k6 used 90 % of its CPU limit/);
  });

  it("warns where the metrics API never saw the generator", async () => {
    assert.equal((await check(running(0, []))).verdict, "warn");
  });
});
