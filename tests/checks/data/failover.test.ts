import assert from "node:assert/strict";

import { checkFailover } from "../../../checks/data/failover.ts";
import { judgeFailover } from "../../../checks/data/judge-failover.ts";
import type { FailoverSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const spec: FailoverSpec = {
  kind: "failover",
  identity: { namespace: "shop", serviceAccountName: "client", labels: { app: "client" } },
  image: "postgres:17",
  cluster: { namespace: "data", name: "pg" },
  login: { database: "app", role: "prober", secretName: "login" },
  faults: ["kill", "switchover"],
  takeOverSeconds: 10,
  switchoverSeconds: 5,
  healSeconds: 60,
};

/** A database that is whole, and a writer to whom `outage` milliseconds go by at each fault. */
class Double extends FakeCluster {
  readonly clock = new FakeClock();
  outage = 4000;
  /** What the reader finds, of the ids that were acknowledged. */
  found = (ids: number[]) => ids;
  heals = true;
  #id = 0;
  #at = 0;

  constructor() {
    super();
    const status = {
      ...{ phase: "Cluster in healthy state", readyInstances: 3 },
      ...{ currentPrimary: "pg-1", targetPrimary: "pg-1" },
      instanceNames: ["pg-1", "pg-2", "pg-3"],
    };
    const metadata = { name: "pg", namespace: "data" };
    this.add({ kind: "Cluster", metadata, spec: { instances: 3 }, status });
    this.add({ kind: "Pod", metadata: { name: "pg-1", namespace: "data" } });
    this.log.set("writer", "");
    this.onCreate = (object) => {
      if (object.kind === "Job") this.add(this.#podOf(object));
    };
  }

  #podOf(job: any) {
    const pod = endedPod(job, () => 0);
    if (pod.spec.containers[0].name === "reader") {
      const ids = this.acknowledged();
      this.log.set("reader", [...this.found(ids).map((id) => `${id}-${id}`), "end", ""].join("\n"));
      return pod;
    }
    const containerStatuses = [{ name: "writer", ready: true, restartCount: 0, state: {} }];
    return { ...pod, status: { phase: "Running", containerStatuses } };
  }

  acknowledged = () =>
    [...this.log.get("writer")!.matchAll(/^a (\d+)/gm)].map(([, id]) => Number(id));

  override logs = async (_namespace: string, _pod: string, container: string) => {
    if (container === "writer") {
      for (let n = 0; n < 15; n++) {
        this.#at += 50;
        this.log.set("writer", `${this.log.get("writer")}a ${++this.#id} ${this.#at}\n`);
      }
    }
    return this.log.get(container)!;
  };

  #fail(successor: string) {
    this.#at += this.outage;
    const cluster = this.objects.find(({ kind }) => kind === "Cluster");
    cluster.status = {
      ...cluster.status,
      ...{ phase: "Cluster in healthy state", readyInstances: this.heals ? 3 : 2 },
      ...{ currentPrimary: successor, targetPrimary: successor },
    };
  }

  override delete = async (kind: any, namespace: string, _name: string, grace?: number) => {
    if (kind === "Pod" && namespace === "data") {
      assert.equal(grace, 0);
      this.#fail("pg-2");
    }
  };

  override patchStatus = async (_kind: any, _ns: string, _name: string, status: any) => {
    this.#fail(status.targetPrimary);
  };
}

const run = (cluster: Double) => checkFailover("failover", spec, cluster, cluster.clock, () => {});

describe("checkFailover", () => {
  it("passes where writes resume in time and all that was acknowledged is there", async () => {
    const found = await run(new Double());

    assert.equal(found.verdict, "pass");
    assert.match(found.reason, /^the primary failed 2 times, and none of \d+ .* was lost$/);
    const values = found.evidence.map(({ name, value }) => [name, value]);
    assert.deepEqual(values.slice(0, 2), [
      ["kill 1 of pg-1: writes resumed (RTO)", 4.05],
      ["kill 1 of pg-1: data loss (RPO)", 0],
    ]);
  });

  it("fails where an acknowledged write is gone", async () => {
    const cluster = new Double();
    cluster.found = (ids) => ids.filter((id) => id !== 35);
    const { verdict, evidence } = await run(cluster);

    assert.equal(verdict, "fail");
    const lost = evidence.find(({ name }) => name === "lost writes");
    assert.deepEqual([lost?.value, lost?.reason], [1, "1: numbers 35 are gone"]);
  });

  it("fails where writes resume too late", async () => {
    const cluster = new Double();
    cluster.outage = 7000;
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "fail");
    assert.match(
      reason,
      /^switchover 2 of pg-2: writes resumed \(RTO\) is 7.05 s, required <= 5 s/,
    );
  });

  it("breaks nothing that is broken already", async () => {
    const cluster = new Double();
    cluster.objects[0].status.readyInstances = 2;

    await assert.rejects(run(cluster), /data\/pg is not whole: 2 of 3 instances are ready$/);
    assert.deepEqual(cluster.created, []);
  });

  it("goes on to no second fault where the instances do not come back", async () => {
    const cluster = new Double();
    cluster.heals = false;
    const { verdict, evidence } = await run(cluster);

    assert.equal(verdict, "fail");
    const names = evidence.filter((each) => each.verdict !== "pass").map(({ name }) => name);
    assert.deepEqual(names, [
      "kill 1 of pg-1: all instances there again",
      "switchover of the primary",
    ]);
  });

  it("hands name and password over by reference, to pods of the client's identity", async () => {
    const cluster = new Double();
    await run(cluster);

    const jobs = cluster.created.filter(({ kind }) => kind === "Job");
    assert.equal(jobs.length, 2);
    for (const { metadata, spec: job } of jobs) {
      assert.equal(metadata.namespace, "shop");
      const { labels } = job.template.metadata;
      assert.equal(labels.app, "client");
      const { env } = job.template.spec.containers[0];
      for (const [name, key] of [
        ["PGUSER", "username"],
        ["PGPASSWORD", "password"],
      ]) {
        const { valueFrom } = env.find((each: any) => each.name === name);
        assert.deepEqual(valueFrom, { secretKeyRef: { name: "login", key } });
      }
    }
  });
});

describe("judgeFailover", () => {
  it("is an error, not a pass, where no write was acknowledged", () => {
    const faults = [{ fault: "kill" as const, primary: "pg-1", from: 0, at: 0, healedSeconds: 9 }];
    const { verdict, evidence } = judgeFailover(
      { ...spec, faults: ["kill"] },
      { writes: [], kept: [], faults },
    );
    assert.equal(verdict, "fail");
    assert.equal(evidence.find(({ name }) => name === "acknowledged writes")?.verdict, "error");
  });
});
