import assert from "node:assert/strict";

import { type Step, checkRotation } from "../../../checks/data/rotation.ts";
import type { RotationSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const spec: RotationSpec = {
  kind: "rotation",
  identity: { namespace: "shop", serviceAccountName: "client", labels: { app: "client" } },
  ...{ image: "postgres:17", service: "app", statement: "select 1", graceSeconds: 60 },
  cluster: { namespace: "data", name: "pg" },
  login: { database: "app", role: "app", secretName: "pg-app-login" },
  from: "app_a",
  to: { name: "app_b", secretName: "pg-app-b-login" },
  ways: [
    { name: "pooler", host: "pg-pooler", port: 5432 },
    { name: "primary", host: "pg-rw", port: 5432 },
  ],
};

/** A database whose operator obeys, and clients on each way that ask ten times between two looks. */
class Double extends FakeCluster {
  readonly clock = new FakeClock();
  readonly steps: Step[] = [];
  /** Requests between two looks. */
  pace = 10;
  /** What a request by this login is answered with. */
  answer = (login: string, open: boolean) => `a ${login} ${open ? "t" : "f"}`;
  /** What became of the old password. */
  old = (open: boolean) => `o ${open ? "accepted" : "refused"}`;
  obeys = true;
  taken: number;
  #first?: string;

  constructor(taken = 0) {
    super();
    this.taken = taken;
    const roles = {
      byStatus: { reconciled: ["app_a", "app_b"] },
      cannotReconcile: { app_b: ["role app is away"] },
      passwordStatus: { app_b: { resourceVersion: taken > 0 ? "7" : "1" } },
    };
    const metadata = { name: "pg", namespace: "data" };
    this.add({ kind: "Cluster", metadata, status: { managedRolesStatus: roles } });
    const secret = { name: "pg-app-b-login", namespace: "data", resourceVersion: "7" };
    this.add({ kind: "Secret", metadata: secret });
    this.onCreate = (object) => {
      if (object.kind !== "Job") return;
      const pod = endedPod(object, () => 0);
      this.add({ ...pod, status: { phase: "Running", containerStatuses: [] } });
    };
  }

  advance = async (step: Step) => {
    this.steps.push(step);
    this.taken = step;
    const { status } = this.objects.find(({ kind }) => kind === "Cluster");
    if (step === 1 && this.obeys) {
      status.managedRolesStatus.passwordStatus.app_b.resourceVersion = "7";
    }
  };

  override logs = async (_namespace: string, _pod: string, way: string) => {
    const login = this.taken < 2 ? "app_a" : "app_b";
    const open = this.taken < 3;
    this.#first ??= login;
    const more = [
      ...Array.from({ length: this.pace }, () => this.answer(login, open)),
      this.old(open || this.#first === "app_b"),
    ];
    const before = this.log.get(way) ?? `w timeout expired\nl ${this.#first}\n`;
    this.log.set(way, `${before}${more.join("\n")}\n`);
    return this.log.get(way)!;
  };

  run = (taken = 0) =>
    checkRotation("rotation-app", { spec, steps: taken }, this.advance, {
      ...{ cluster: this, clock: this.clock, report: () => {} },
    });
}

const evidence = ({ evidence }: Awaited<ReturnType<Double["run"]>>, name: string) =>
  evidence.find((each) => each.name === name);

describe("checkRotation", () => {
  it("passes where no request fails and the old password is refused in the end", async () => {
    const cluster = new Double();
    const found = await cluster.run();

    assert.equal(found.verdict, "pass");
    assert.match(found.reason, /^\d+ requests were answered and none failed; app_a is shut out$/);
    assert.deepEqual(cluster.steps, [1, 2, 3]);
    assert.equal(evidence(found, "old password by primary")?.value, "refused");
    assert.equal(evidence(found, "login in use by pooler")?.value, "app_b");
  });

  it("shuts the old login out no sooner than the time of grace", async () => {
    const cluster = new Double();
    const at: number[] = [];
    const { advance } = cluster;
    cluster.advance = async (step) => {
      at[step] = cluster.clock.now();
      await advance(step);
    };
    await cluster.run();
    assert.ok(at[3]! - at[2]! >= 60_000, `${at[3]! - at[2]!} ms`);
  });

  it("gives clients nothing that the operator has not let in", async () => {
    const cluster = new Double();
    cluster.obeys = false;
    await assert.rejects(cluster.run(), /the operator did not let app_b in: role app is away$/);
    assert.deepEqual(cluster.steps, [1]);
  });

  it("goes on where an earlier run was killed, and does not judge a password it never knew", async () => {
    const cluster = new Double(2);
    const found = await cluster.run(5);

    assert.equal(found.verdict, "pass");
    assert.deepEqual(cluster.steps, [3]);
    assert.equal(evidence(found, "old password by pooler")?.verdict, "skip");
    assert.equal(evidence(found, "app_a may log in, as told by pooler")?.value, false);
  });

  it("fails for one request that failed, and shuts nobody out", async () => {
    const cluster = new Double();
    let asked = 0;
    cluster.answer = (login, open) =>
      login === "app_b" && ++asked === 7 ? "f FATAL: no" : `a ${login} ${open ? "t" : "f"}`;
    const found = await cluster.run();

    assert.equal(found.verdict, "fail");
    assert.match(found.reason, /^requests failed by pooler: 1, the first of them: FATAL: no/);
    assert.deepEqual(cluster.steps, [1, 2]);
  });

  it("fails where the old password is still accepted", async () => {
    const cluster = new Double();
    cluster.old = () => "o accepted";
    const found = await cluster.run();
    assert.equal(found.verdict, "fail");
    assert.equal(evidence(found, "old password by pooler")?.verdict, "fail");
  });

  it("is an error where the old password was never seen to be accepted", async () => {
    const cluster = new Double();
    cluster.old = () => "o refused";
    const { verdict, reason } = await cluster.run();
    assert.deepEqual(
      [verdict, reason.includes("it was not accepted before, either")],
      ["error", true],
    );
  });

  it("is an error with too few requests", async () => {
    const cluster = new Double();
    cluster.pace = 1;
    const { verdict, reason } = await cluster.run();
    assert.equal(verdict, "error");
    assert.match(reason, /^requests answered by pooler: \d+ are too few to tell anything/);
  });

  it("changes nothing where no client comes through", async () => {
    const cluster = new Double();
    cluster.logs = async () => "w timeout expired\n";
    const nobody =
      /nothing was changed, because no client comes through by pooler: timeout expired/;
    await assert.rejects(cluster.run(), nobody);
    assert.deepEqual(cluster.steps, []);
  });

  it("takes no further step once a step has failed, and removes its client", async () => {
    const cluster = new Double();
    const { advance } = cluster;
    cluster.advance = async (step) => {
      await advance(step);
      if (step === 2) throw new Error("pulumi up failed");
    };
    await assert.rejects(cluster.run(), /^Error: pulumi up failed$/);
    assert.deepEqual(cluster.steps, [1, 2]);
    assert.equal(
      cluster.objects.some(({ kind }) => kind === "Job"),
      false,
    );
  });

  it("hands its client the Secret as files, and no password in words", async () => {
    const cluster = new Double();
    await cluster.run();
    const { containers, volumes } = cluster.created.find(({ kind }) => kind === "Job").spec.template
      .spec;
    assert.equal(volumes[0].secret.secretName, "pg-app-login");
    for (const { env, volumeMounts } of containers) {
      assert.equal(volumeMounts[0].name, volumes[0].name);
      assert.doesNotMatch(JSON.stringify(env), /PGPASSWORD|secretKeyRef/);
    }
  });
});
