import assert from "node:assert/strict";

import { trial } from "../../../checks/data/vector-commands.ts";
import { checkVectors } from "../../../checks/data/vectors.ts";
import type { VectorsSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const login = (role: string) => ({ database: "app", role, secretName: `${role}-login` });
const spec: VectorsSpec = {
  kind: "vectors",
  identity: { namespace: "shop", serviceAccountName: "client", labels: { app: "client" } },
  ...{ image: "postgres:17", host: "pg-rw.data.svc", port: 5432, table: "vectors.documents" },
  logins: { client: login("app"), trial: login("prober") },
  ...{ dimensions: 8, index: { m: 16, efConstruction: 64 }, neighbours: 10 },
  data: { rows: 1000, queries: 50, minRecall: 0.95, p95Milliseconds: 20 },
  timeoutSeconds: 60,
};
const good = "build 1.5\nrecall 0.987\nindexed 1.0000\nquick 2.5\nfull 12.25\n";

function run(logs: { store?: string; trial?: string; exitCode?: number } = {}) {
  const cluster = new FakeCluster();
  cluster.log.set("store", logs.store ?? "found 1\n");
  cluster.log.set("trial", logs.trial ?? good);
  cluster.onCreate = (object) => {
    if (object.kind === "Job") cluster.add(endedPod(object, () => logs.exitCode ?? 0));
  };
  return { cluster, finding: checkVectors("vectors", spec, cluster, new FakeClock(), () => {}) };
}

describe("checkVectors", () => {
  it("passes where the index finds the neighbours in time", async () => {
    const { verdict, reason, evidence } = await run().finding;

    assert.equal(verdict, "pass");
    assert.equal(reason, "of the true neighbours 98.7 % were found by the index");
    assert.deepEqual(
      evidence.map(({ value }) => value),
      [1, 1, 0.987, 2.5, 12.25, 1.5],
    );
  });

  for (const [what, logs, says] of [
    ["finds too few", { trial: good.replace("0.987", "0.9499") }, /recall .* is 0.9499, .* 0.95$/],
    ["is slow", { trial: good.replace("2.5", "20.01") }, /\(P95\) is 20.01 ms, required <= 20 ms$/],
    [
      "is not used",
      { trial: good.replace("indexed 1", "indexed 0") },
      /the index serves the search/,
    ],
    ["finds another text", { store: "found 0\n" }, /the store takes a vector/],
  ] as const) {
    it(`fails where the index or the store ${what}`, async () => {
      const { verdict, reason } = await run(logs).finding;
      assert.equal(verdict, "fail");
      assert.match(reason, says);
    });
  }

  it("is an error where something was not measured", async () => {
    const { verdict, reason } = await run({ trial: good.replace(/recall.*\n/, "") }).finding;
    assert.equal(verdict, "error");
    assert.match(reason, /it was not measured$/);
  });

  it("says what the database said where it broke", async () => {
    const { finding } = run({ store: "ERROR:  permission denied for schema\n", exitCode: 3 });
    await assert.rejects(finding, /could not be searched: ERROR: {2}permission denied for schema$/);
  });

  it("visits the store as its client, and makes its data as the checks' own role", async () => {
    const { cluster, finding } = run();
    await finding;

    const job = cluster.created.find(({ kind }) => kind === "Job") as any;
    const users = job.spec.template.spec.containers.map(({ name, env }: any) => [
      name,
      env.find((each: any) => each.name === "PGUSER").valueFrom.secretKeyRef.name,
      env.find((each: any) => each.name === "PGPASSWORD").valueFrom.secretKeyRef.name,
    ]);
    assert.deepEqual(users, [
      ["store", "app-login", "app-login"],
      ["trial", "prober-login", "prober-login"],
    ]);
  });
});

describe("trial", () => {
  it("holds no two dollars in a row, which Kubernetes takes for one", () => {
    assert.doesNotMatch(trial(spec), /\$\$/);
  });

  it("keeps its data in temporary tables alone", () => {
    const made = [...trial(spec).matchAll(/create (\w+) table/g)].map(([, how]) => how);
    assert.deepEqual(made, ["temp", "temp", "temp", "temp"]);
  });

  it("rules each way out while the other is measured, however few the vectors are", () => {
    const settings = /set_config\('enable_(\w+)', '(\w+)'|execute '(select|explain)/g;
    const inTurn = [...trial(spec).matchAll(settings)].map(([, ...words]) => words.join(""));
    assert.deepEqual(inTurn, [
      ...["seqscanoff", "select"],
      ...["seqscanon", "indexscanoff", "select", "indexscanon"],
      ...["seqscanoff", "explain"],
    ]);
  });
});
