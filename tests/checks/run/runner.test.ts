import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  acceptBaseline,
  earn,
  exitCode,
  latestRun,
  recordPhases,
  runAll,
} from "../../../checks/index.ts";
import { ClusterError } from "../../../checks/cluster/cluster.ts";
import type { CheckPlan } from "../../../checks/run/plan.ts";
import type { Tools } from "../../../checks/run/runner.ts";
import { FakeClock, FakeCluster, endedPod, pod, workload } from "../double.ts";
import { loadSpec, loadSummary, printed } from "../load/summary.ts";

const silent = () => {};
const workloads = [{ kind: "Deployment" as const, namespace: "shop", name: "web" }];

describe("the checks of a stack", () => {
  let directory: string;
  let plan: CheckPlan;
  let cluster: FakeCluster;
  let tools: Tools;
  let median: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "shakedown-checks-"));
    plan = {
      schemaVersion: "1",
      stack: "local",
      cluster: {},
      directories: { runs: join(directory, "runs"), baselines: join(directory, "baselines") },
      checks: [
        { name: "health", digest: "h1", spec: { kind: "health", workloads, timeoutSeconds: 5 } },
        { name: "load", digest: "l1", spec: loadSpec },
      ],
    };
    median = 9;
    cluster = new FakeCluster().add(workload("web"), pod("web-1", "web"));
    cluster.onCreate = (object) => {
      if (object.kind !== "Job") return;
      const latency = { ...loadSummary().latency, median, p95: median * 3 };
      cluster.log.set("k6", printed(loadSummary({ latency })));
      cluster.add(endedPod(object, () => 0));
    };
    const clock = new FakeClock();
    // Each check takes time, so that no two runs begin in the same second.
    const open = async () => {
      clock.time += 1000;
      return cluster;
    };
    tools = { open, clock };
  });
  afterEach(() => rm(directory, { recursive: true }));

  const break_ = () => (cluster.objects[0].status.readyReplicas = 1);

  it("earned by one process are one run, written with all its reports", async () => {
    assert.equal((await earn(plan, "health", silent, tools)).verdict, "pass");
    assert.equal((await earn(plan, "load", silent, tools)).verdict, "warn");

    const [id, ...more] = await readdir(join(directory, "runs/local"));
    assert.deepEqual(more, []);
    assert.deepEqual((await readdir(join(directory, "runs/local", id!))).sort(), [
      "junit.xml",
      "report.html",
      "report.md",
      "run.json",
    ]);
    const run = (await latestRun(join(directory, "runs"), "local"))!;
    assert.deepEqual([run.trigger, run.verdict, run.grade], ["up", "warn", "Excellent"]);
    assert.equal(run.machine.nodes, 3);
  });

  it("are skipped, and say so, until they are run", async () => {
    break_();
    await earn(plan, "health", silent, tools);

    const run = (await latestRun(plan.directories.runs, "local"))!;
    assert.deepEqual(
      run.checks.map(({ verdict }) => verdict),
      ["fail", "skip"],
    );
    assert.equal(exitCode(run), 1);
  });

  it("carry results of an unchanged digest over, with the run that measured them", async () => {
    const first = await runAll(plan, undefined, silent, tools);
    const second = await runAll(plan, ["health"], silent, tools);
    const third = await runAll(plan, ["health"], silent, tools);

    assert.equal(second.checks[1]!.measuredIn, first.id);
    assert.equal(third.checks[1]!.measuredIn, first.id);
    assert.equal(third.checks[0]!.measuredIn, undefined);
  });

  it("do not carry a result over to a changed digest", async () => {
    await runAll(plan, undefined, silent, tools);
    plan.checks[1]!.digest = "l2";

    const { checks } = await runAll(plan, ["health"], silent, tools);
    assert.equal(checks[1]!.verdict, "skip");
  });

  it("go on after one that failed, when all are run", async () => {
    break_();

    const run = await runAll(plan, undefined, silent, tools);
    assert.deepEqual(
      run.checks.map(({ verdict }) => verdict),
      ["fail", "warn"],
    );
    assert.deepEqual([run.verdict, run.grade], ["fail", undefined]);
  });

  it("are errors, neither pass nor fail, where the cluster cannot be reached", async () => {
    tools.open = async () => {
      throw new ClusterError("the Kubernetes API at https://a cannot be reached: refused");
    };

    const run = await runAll(plan, undefined, silent, tools);
    assert.equal(run.verdict, "error");
    assert.equal(exitCode(run), 2);
    assert.match(run.checks[0]!.reason, /^the Kubernetes API at https:\/\/a cannot be reached/);
  });

  it("are errors where the check itself breaks", async () => {
    cluster.get = async () => {
      throw new TypeError("x is not a function");
    };

    const { checks } = await runAll(plan, ["health"], silent, tools);
    assert.equal(checks[0]!.verdict, "error");
    assert.equal(checks[0]!.reason, "the check itself broke: x is not a function");
  });

  it("are known by name", async () => {
    await assert.rejects(
      runAll(plan, ["lode"], silent, tools),
      /check is "lode": the plan has health, load/,
    );
  });

  it("are not begun after one was interrupted", async () => {
    const others = () => {};
    process.on("SIGTERM", others); // somebody else listens, so that the process goes on
    plan.checks.reverse();
    cluster.onCreate = () => void process.emit("SIGTERM");

    const { checks } = await runAll(plan, undefined, silent, tools);
    process.removeListener("SIGTERM", others);
    assert.deepEqual(
      checks.map(({ verdict }) => verdict),
      ["error", "skip"],
    );
    assert.match(checks[0]!.reason, /it was interrupted/);
  });

  it("end at once when they are interrupted while they only look", async () => {
    const others = () => {};
    process.on("SIGTERM", others); // somebody else listens, so that the process goes on
    break_();
    const clock = tools.clock as FakeClock;
    clock.sleep = async (milliseconds) => {
      clock.time += milliseconds;
      process.emit("SIGTERM");
    };

    const { checks } = await runAll(plan, undefined, silent, tools);
    process.removeListener("SIGTERM", others);
    assert.deepEqual(
      checks.map(({ verdict, reason }) => [verdict, reason.slice(0, 18)]),
      [
        ["error", "it was interrupted"],
        ["skip", "it was not run: an"],
      ],
    );
    assert.equal(process.listenerCount("SIGTERM"), 0);
  });

  it("are timed against their budget without the load, which is as long as it was asked to be", async () => {
    const clock = tools.clock as FakeClock;
    const { onCreate } = cluster;
    cluster.onCreate = (object) => {
      clock.time += 300_000;
      onCreate(object);
    };
    const both = await runAll(plan, undefined, silent, tools);
    assert.deepEqual(both.phases, [{ name: "validation", seconds: 1, budgetSeconds: 120 }]);

    plan.checks.shift();
    assert.deepEqual((await runAll(plan, undefined, silent, tools)).phases, []);
  });

  it("take phases that others measured", async () => {
    await runAll(plan, undefined, silent, tools);
    const phase = { name: "cluster", seconds: 70, budgetSeconds: 300 };

    const run = await recordPhases(plan.directories.runs, "local", [phase]);
    assert.deepEqual(
      run!.phases.map(({ name }) => name),
      ["cluster", "validation"],
    );
    assert.equal(await recordPhases(plan.directories.runs, "other", [phase]), undefined);
  });

  describe("and their baseline", () => {
    const load = async () => (await runAll(plan, ["load"], silent, tools)).checks[1]!;
    const accept = (replace = false) =>
      acceptBaseline({ ...plan.directories, stack: "local", replace });

    it("is none at first", async () => {
      assert.equal((await load()).baseline?.verdict, "none");
    });

    it("grows by what is accepted, each run once", async () => {
      for (let i = 0; i < 3; i++) await load();
      assert.deepEqual(
        (await accept()).map(({ added, total }) => [added, total]),
        [[3, 3]],
      );
      assert.deepEqual(
        (await accept()).map(({ added, total }) => [added, total]),
        [[0, 3]],
      );
      const text = await readFile(join(directory, "baselines/local/load.json"), "utf8");
      assert.equal(JSON.parse(text).machine, "3 nodes, 6 CPUs, 72 GiB, amd64");
    });

    it("names a service that became slower once enough runs say so, as a warning", async () => {
      for (let i = 0; i < 5; i++) await load();
      await accept();
      plan.checks[1]!.digest = "l2";
      median = 11;

      const verdicts = [await load(), await load(), await load()];
      assert.deepEqual(
        verdicts.map(({ baseline }) => baseline?.verdict),
        ["inconclusive", "inconclusive", "regression"],
      );
      assert.match(verdicts[2]!.evidence.at(-1)!.reason!, /slower than the baseline: median \+22/);
      assert.equal(verdicts[2]!.verdict, "warn");
    });

    it("is not compared with another machine or another load", async () => {
      for (let i = 0; i < 5; i++) await load();
      await accept();
      const two = { ...loadSpec, profile: { ...loadSpec.profile, ratePerSecond: 49 } };
      plan.checks[1]!.spec = two;
      assert.match((await load()).baseline!.reason, /^the baseline is of web-app\.js at 50\/s/);
      await assert.rejects(accept(), /replace the baseline if that is meant/);

      cluster.machine = async () => ({ ...(await new FakeCluster().machine()), cpus: 64 });
      const { baseline } = await load();
      assert.equal(baseline?.verdict, "not-compared");
      assert.match(baseline!.reason, /this is 3 nodes, 64 CPUs/);
      assert.equal((await accept(true))[0]!.total, 1);
    });

    it("is refused when it is corrupt", async () => {
      await load();
      const { path } = (await accept())[0]!;
      await writeFile(path, '{"schemaVersion":"1","runs":[{}]}');

      const { baseline, verdict } = await load();
      assert.equal(verdict, "warn");
      assert.match(baseline!.reason, /load\.json is not a baseline: restore it/);
      await assert.rejects(accept(), /is not a baseline/);
    });

    it("needs a measured load", async () => {
      await assert.rejects(accept(), /has no measured load to accept: run one first/);
    });
  });
});
