import assert from "node:assert/strict";

import { checkLabel } from "../../../checks/jobs/labels.ts";
import type { HealthSpec } from "../../../checks/run/plan.ts";
import { checkHealth } from "../../../checks/validation/health.ts";
import { FakeClock, FakeCluster, archiver, place, pod, workload } from "../double.ts";

const spec: HealthSpec = {
  kind: "health",
  workloads: [{ kind: "Deployment", namespace: "shop", name: "web" }],
  timeoutSeconds: 20,
};
const check = (cluster: FakeCluster, clock = new FakeClock()) =>
  checkHealth(spec, cluster, clock, () => {});
const healthy = () => new FakeCluster().add(workload("web"), pod("web-1", "web"));

describe("checkHealth", () => {
  it("passes where all replicas are ready and all probes are there", async () => {
    const { verdict, evidence } = await check(healthy());

    assert.equal(verdict, "pass");
    assert.deepEqual(
      evidence.map(({ name, value }) => [name, value]),
      [
        ["Deployment shop/web", "2/2"],
        ["Deployment shop/web restarts", 0],
        ["Deployment shop/web probes of web", 3],
      ],
    );
  });

  it("waits for replicas that are on their way", async () => {
    const slow = workload("web", { status: { readyReplicas: 1 } });
    const cluster = new FakeCluster().add(slow);
    const clock = new FakeClock();
    clock.sleep = async (milliseconds) => {
      clock.time += milliseconds;
      if (clock.time >= 5000) slow.status.readyReplicas = 2;
    };

    assert.equal((await check(cluster, clock)).verdict, "pass");
    assert.equal(clock.time, 5000);
  });

  it("fails at its timeout, and names the container that is in the way", async () => {
    const status = { ready: false, state: { terminated: { exitCode: 3, reason: "Error" } } };
    const cluster = new FakeCluster().add(
      workload("web", { status: { readyReplicas: 1 } }),
      pod("web-1", "web", status),
    );
    const clock = new FakeClock();

    const { verdict, reason } = await check(cluster, clock);
    assert.equal(verdict, "fail");
    assert.equal(
      reason,
      "Deployment shop/web: 1 of 2 replicas are ready, 2 up to date: " +
        'container "web" of pod web-1: exit code 3 (Error)',
    );
    assert.equal(clock.time, 20_000);
  });

  it("keeps a container's last words, and names what has to end before the others start", async () => {
    const initContainerStatuses = [
      {
        ...{ name: "verify", ready: false, restartCount: 3 },
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
        lastState: {
          terminated: { exitCode: 1, reason: "Error", message: "looking\nthe file is damaged\n" },
        },
      },
    ];
    const waiting = { ready: false, state: { waiting: { reason: "PodInitializing" } } };
    const cluster = new FakeCluster().add(
      workload("web", { status: { readyReplicas: 1 } }),
      pod("web-1", "web", waiting, { status: { initContainerStatuses } }),
    );

    assert.match(
      (await check(cluster)).reason,
      /: container "verify" of pod web-1: CrashLoopBackOff, exit code 1 \(Error\): the file is damaged$/,
    );
  });

  it("fails at once where a container crashes again and again", async () => {
    const status = {
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    };
    const cluster = new FakeCluster().add(
      workload("web", { status: { readyReplicas: 0 } }),
      pod("web-1", "web", status),
    );
    const clock = new FakeClock();

    const { verdict, reason } = await check(cluster, clock);
    assert.equal(verdict, "fail");
    assert.match(reason, /CrashLoopBackOff, exit code 1 \(Error\)/);
    assert.equal(clock.time, 0);
  });

  it("says why a pod cannot be scheduled", async () => {
    const conditions = [
      { type: "PodScheduled", status: "False", message: "0/3 nodes: Insufficient cpu" },
    ];
    const waiting = pod("web-1", "web", { ready: false }, { status: { conditions } });
    const cluster = new FakeCluster().add(
      workload("web", { status: { readyReplicas: 1 } }),
      waiting,
    );

    const { reason } = await check(cluster);
    assert.match(reason, /pod web-1 cannot be scheduled: 0\/3 nodes: Insufficient cpu/);
  });

  it("fails for a workload that does not exist", async () => {
    const { verdict, reason } = await check(new FakeCluster());

    assert.equal(verdict, "fail");
    assert.equal(reason, "Deployment shop/web: it does not exist: deploy the stack");
  });

  it("does not take the replicas of an older specification for those of the newest", async () => {
    const { verdict, reason } = await check(
      new FakeCluster().add(workload("web", { status: { observedGeneration: 1 } })),
    );

    assert.equal(verdict, "fail");
    assert.match(reason, /has not yet seen the newest specification/);
  });

  it("fails while old replicas are still there", async () => {
    const cluster = new FakeCluster().add(workload("web", { status: { replicas: 3 } }));

    assert.equal((await check(cluster)).verdict, "fail");
  });

  it("warns of restarts, and leaves the checks' own pods out of the count", async () => {
    const own = pod("load-1", "web", { restartCount: 9 }, { labels: { [checkLabel]: "load" } });
    const { verdict, reason } = await check(
      new FakeCluster().add(workload("web"), pod("web-1", "web", { restartCount: 2 }), own),
    );

    assert.equal(verdict, "warn");
    assert.match(reason, /restarted 2 times/);
  });

  it("warns of a missing probe, by its name", async () => {
    const container = { startupProbe: undefined };
    const { verdict, reason } = await check(new FakeCluster().add(workload("web", { container })));

    assert.equal(verdict, "warn");
    assert.match(reason, /it has no startupProbe$/);
  });

  it("warns of a workload that is scaled to nothing", async () => {
    const none = { spec: { replicas: 0 }, status: { replicas: 0, readyReplicas: 0 } };

    assert.equal((await check(new FakeCluster().add(workload("web", none)))).verdict, "warn");
  });

  it("takes an init container that has ended for ready", async () => {
    const ended = { exitCode: 0, reason: "Completed" };
    const initContainerStatuses = [
      { name: "verify", ready: true, restartCount: 0, state: { terminated: ended } },
    ];
    const status = { ready: false, state: { terminated: { exitCode: 3 } } };
    const cluster = new FakeCluster().add(
      workload("web", { status: { readyReplicas: 1 } }),
      pod("web-1", "web", status, { status: { initContainerStatuses } }),
    );

    assert.match((await check(cluster)).reason, /container "web" of pod web-1: exit code 3$/);
  });

  describe("with a database", () => {
    const databases = [{ namespace: "data", name: "pg" }];
    const database = (status: object = {}) => ({
      kind: "Cluster",
      metadata: { namespace: "data", name: "pg" },
      spec: { instances: 3 },
      status: {
        ...{ phase: "Cluster in healthy state", readyInstances: 3 },
        ...{ currentPrimary: "pg-1", targetPrimary: "pg-1", ...status },
      },
    });
    const checkBoth = (cluster: FakeCluster, clock = new FakeClock()) =>
      checkHealth({ ...spec, databases }, cluster, clock, () => {});

    it("counts its instances", async () => {
      const { verdict, reason, evidence } = await checkBoth(healthy().add(database()));

      assert.equal(verdict, "pass");
      assert.match(reason, /and the database all its instances$/);
      assert.deepEqual([evidence.at(-1)!.name, evidence.at(-1)!.value], ["Cluster data/pg", "3/3"]);
    });

    const broken: [what: string, status: object, reason: RegExp][] = [
      ["an instance", { readyInstances: 2 }, /2 of 3 instances are ready/],
      ["the end of a roll", { phase: "Upgrading cluster" }, /Upgrading cluster/],
      ["a primary", { targetPrimary: "pg-2" }, /pg-2 is to take over/],
    ];
    for (const [what, status, said] of broken) {
      it(`waits for ${what}`, async () => {
        const { verdict, reason } = await checkBoth(healthy().add(database(status)));
        assert.equal(verdict, "fail");
        assert.match(reason, said);
      });
    }

    const archiving = (...conditions: object[]) => {
      const { spec: asked, ...live } = database({ conditions });
      return checkBoth(
        healthy().add(place(), { ...live, spec: { ...asked, plugins: [archiver] } }),
      );
    };
    const condition = (type: string, status: string, message = "") => ({ type, status, message });

    it("passes where what changes is archived", async () => {
      const { verdict, evidence } = await archiving(condition("ContinuousArchiving", "True"));
      assert.equal(verdict, "pass");
      assert.equal(evidence.at(-1)!.name, "Cluster data/pg archive");
    });

    it("warns where nothing has been archived yet: nothing may have changed", async () => {
      const { verdict, reason } = await archiving();
      assert.equal(verdict, "warn");
      assert.match(reason, /nothing has been archived yet/);
    });

    it("waits for an archive, and names the store that takes nothing", async () => {
      const program = "barman-cloud-wal-archive";
      const away = condition("ContinuousArchiving", "False", `${program}: exit status 2`);
      const store =
        /Cluster data\/pg archive: the object store http:\/\/store:7070: barman-cloud-wal-archive: exit status 2 \(no connection\)/;
      assert.match((await archiving(away)).reason, store);
    });

    it("fails where there is none", async () => {
      assert.match((await checkBoth(healthy())).reason, /Cluster data\/pg: it does not exist/);
    });

    it("does not believe what its operator said before it saw a change", async () => {
      const stale = database();
      const clock = new FakeClock();
      clock.sleep = async (milliseconds) => {
        clock.time += milliseconds;
        if (clock.time >= 1000) stale.status.phase = "Upgrading cluster";
        if (clock.time >= 10_000) stale.status.phase = "Cluster in healthy state";
      };
      assert.equal((await checkBoth(healthy().add(stale), clock)).verdict, "pass");
      assert.ok(clock.time >= 10_000);
    });
  });

  it("counts the nodes of a DaemonSet", async () => {
    const kind = "DaemonSet" as const;
    const status = { desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 3 };
    const cluster = new FakeCluster().add(workload("web", { kind, status }));
    const daemons = { ...spec, workloads: [{ ...spec.workloads[0]!, kind }] };

    const { evidence } = await checkHealth(daemons, cluster, new FakeClock(), () => {});
    assert.deepEqual([evidence[0]!.verdict, evidence[0]!.value], ["pass", "3/3"]);
  });
});
