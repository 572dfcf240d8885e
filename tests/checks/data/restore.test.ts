import assert from "node:assert/strict";

import { checkRestore, judgeRestore } from "../../../checks/data/restore.ts";
import type { RestoreSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, archiver, endedPod, place } from "../double.ts";

const spec: RestoreSpec = {
  kind: "restore",
  identity: { namespace: "shop", serviceAccountName: "client", labels: { app: "client" } },
  image: "postgres:17",
  cluster: { namespace: "data", name: "pg" },
  login: { database: "app", role: "prober", secretName: "login" },
  scratch: { name: "pg-drill", spec: { bootstrap: { recovery: { source: "origin" } } as object } },
  ...{ archiveSeconds: 30, rpoSeconds: 60, rtoSeconds: 300 },
} as RestoreSpec;
const target = "2026-11-26 00:24:12.102132+00";
const written = `a 1 1000\na 2 1100\nx 1.50\na 3 1200\nx 12.25\nt ${target}\nend\n`;

/** A database with a backup, and an operator that makes a copy of it in a second look. */
class Double extends FakeCluster {
  readonly clock = new FakeClock();
  restores = true;
  onBackup: () => void = () => {};
  readonly place: ReturnType<typeof place>;

  constructor(
    conditions: object[] = [{ type: "ContinuousArchiving", status: "True" }],
    lastBackup: string | undefined = "2026-11-26T00:00:00Z",
  ) {
    super();
    this.place = place(lastBackup);
    this.add(
      {
        ...{ kind: "Cluster", metadata: { name: "pg", namespace: "data" } },
        ...{ spec: { plugins: [archiver] }, status: { conditions } },
      },
      this.place,
    );
    this.log.set("write", written).set("read", "1-3\nend\n").set("sweep", "end\n");
    this.onCreate = (object) => {
      if (object.kind === "Job") this.add(endedPod(object, () => 0));
      if (object.kind === "Backup") this.onBackup();
      if (object.kind !== "Cluster") return;
      const phase = "Setting up primary";
      object.status = this.restores ? { readyInstances: 1 } : { phase };
    };
  }
}

const run = (cluster: Double) => checkRestore("restore", spec, cluster, cluster.clock, () => {});
const copies = ({ objects }: Double) =>
  objects.filter(({ kind, metadata }) => kind === "Cluster" && metadata.name === "pg-drill");

describe("checkRestore", () => {
  it("passes where the copy holds what had been acknowledged, and removes the copy", async () => {
    const cluster = new Double();
    const { verdict, reason, evidence } = await run(cluster);

    assert.equal(verdict, "pass");
    assert.match(reason, /^all 3 writes before the mishap were in the copy/);
    assert.equal(evidence.find(({ name }) => /RPO/.test(name))?.value, 12.3);
    assert.deepEqual(copies(cluster), []);
  });

  it("asks for the time before the mishap", async () => {
    const cluster = new Double();
    await run(cluster);

    const made = cluster.created.find(({ kind }) => kind === "Cluster");
    assert.deepEqual(made.spec.bootstrap.recovery, {
      source: "origin",
      recoveryTarget: { targetTime: target },
    });
  });

  it("fails where an acknowledged write is not in the copy", async () => {
    const cluster = new Double();
    cluster.log.set("read", "1-1\n3-3\nend\n");
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "fail");
    assert.match(reason, /^acknowledged writes that the copy lacks is 1, required 0/);
  });

  it("is an error, and removes the copy, where none comes to be", async () => {
    const cluster = new Double();
    cluster.restores = false;

    await assert.rejects(run(cluster), /no copy could be made of the backups: Setting up primary$/);
    assert.deepEqual(copies(cluster), []);
  });

  it("says why nothing is archived, and makes nothing", async () => {
    const message = "barman-cloud-wal-archive: exit status 2";
    const conditions = [{ type: "ContinuousArchiving", status: "False", message }];
    const cluster = new Double(conditions);

    await assert.rejects(
      run(cluster),
      /data\/pg has no backup to restore: the object store http:\/\/store:7070: barman-cloud/,
    );
    assert.deepEqual(cluster.created, []);
  });

  it("has a base backup made where the last one is older than the archive, and restores that", async () => {
    const since = { type: "ContinuousArchiving", status: "True" };
    const conditions = [{ ...since, lastTransitionTime: "2026-11-27T19:18:58Z" }];
    const cluster = new Double(conditions, "2026-11-27T19:18:38Z");
    const { status } = place("2026-11-27T19:20:00Z");
    cluster.onBackup = () => Object.assign(cluster.place, { status });

    assert.equal((await run(cluster)).verdict, "pass");
    const made = cluster.created.map(({ kind }) => kind);
    assert.deepEqual(made, ["Backup", "Job", "Cluster", "Job", "Job"]);
    assert.deepEqual(cluster.created[0].spec, {
      ...{ cluster: { name: "pg" }, method: "plugin" },
      pluginConfiguration: { name: archiver.name },
    });
  });

  it("restores nothing of a backup that is older than the archive where no other comes", async () => {
    const since = { type: "ContinuousArchiving", status: "True" };
    const conditions = [{ ...since, lastTransitionTime: "2026-11-27T19:18:58Z" }];
    const cluster = new Double(conditions, "2026-11-27T19:18:38Z");

    await assert.rejects(run(cluster), /no backup to restore: the last one is older than the arc/);
    assert.deepEqual(
      cluster.created.map(({ kind }) => kind),
      ["Backup"],
    );
  });

  it("says why the last base backup came to nothing", async () => {
    const conditions = [
      { type: "ContinuousArchiving", status: "True" },
      { type: "LastBackupSucceeded", status: "False", message: "no space left" },
    ];
    await assert.rejects(run(new Double(conditions)), /http:\/\/store:7070: no space left$/);
  });

  it("has another base backup made where the last one failed, and restores that", async () => {
    const archiving = { type: "ContinuousArchiving", status: "True" };
    const backup = { type: "LastBackupSucceeded", status: "False", reason: "LastBackupFailed" };
    const cluster = new Double([archiving, backup]);
    cluster.onBackup = () => (backup.status = "True");

    assert.equal((await run(cluster)).verdict, "pass");
    assert.equal(cluster.created.filter(({ kind }) => kind === "Backup").length, 1);
  });

  it("has a base backup made where nothing has been archived yet, and the last one failed", async () => {
    const backup = { type: "LastBackupSucceeded", status: "False", reason: "LastBackupFailed" };
    const cluster = new Double([backup]);
    cluster.onBackup = () => (backup.status = "True");
    assert.equal((await run(cluster)).verdict, "pass");
  });

  it("waits for a base backup that has begun, and asks for no other", async () => {
    const archiving = { type: "ContinuousArchiving", status: "True" };
    const begun = { status: "False", reason: "BackupStarted", message: "New Backup starting up" };
    const cluster = new Double([archiving, { type: "LastBackupSucceeded", ...begun }], "");

    await assert.rejects(run(cluster), /no backup to restore: .*New Backup starting up$/);
    assert.deepEqual(cluster.created, []);
  });

  it("says that a database is told to make no backups", async () => {
    const cluster = new Double();
    cluster.objects.find(({ kind }) => kind === "Cluster").spec = {};
    await assert.rejects(run(cluster), /no backup to restore: it is told to make none$/);
  });

  it("says what the writer said where it broke", async () => {
    const cluster = new Double();
    cluster.log.set("write", "a 1 1000\n0001 was not archived\n");
    await assert.rejects(run(cluster), /the drill broke while it was to write: 0001 was not arch/);
  });
});

describe("judgeRestore", () => {
  const sum = { acknowledged: 3, lost: [], ghosts: [], unheard: 0 };

  it("fails where a change stays too long in no archive, or the copy comes too late", () => {
    const verdicts = (seconds: number, exposed: number[]) =>
      judgeRestore(spec, { seconds, exposed, sum }).evidence.map(({ verdict }) => verdict);
    assert.deepEqual(verdicts(300, [60]).slice(0, 2), ["pass", "pass"]);
    assert.deepEqual(verdicts(300.1, [60.1, 3]).slice(0, 2), ["fail", "fail"]);
  });

  it("takes it for no pass where nobody looked into the archive", () => {
    assert.equal(judgeRestore(spec, { seconds: 1, exposed: [], sum }).verdict, "error");
  });
});
