import assert from "node:assert/strict";

import { labelledAlerts } from "../../../checks/ai/decisions.ts";
import { storeContainer, searches } from "../../../checks/ai/texts-commands.ts";
import { checkTexts } from "../../../checks/ai/texts.ts";
import type { TextsSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const spec: TextsSpec = {
  kind: "texts",
  identity: { namespace: "shop", serviceAccountName: "llm-client", labels: { app: "client" } },
  ...{ image: "node:24", gateway: "llm:8080", answerSeconds: 10, timeoutSeconds: 120 },
  store: {
    ...{ image: "postgres:17", host: "pg-rw.data.svc", port: 5432, table: "vectors.documents" },
    login: { database: "app", role: "app", secretName: "app-login" },
    ...{ dimensions: 2, minRecall: 0.95 },
  },
};
const { alerts } = labelledAlerts();
const embedded = { texts: alerts.length, dimensions: 2, seconds: 2, endpoints: ["near"] };

/** What psql prints where each alert is followed by another of its action and one of another. */
function printed(how: string): string {
  const lines = alerts.map(({ id, action }, at) => {
    const like = alerts.find((each) => each.action === action && each.id !== id)!;
    const unlike = alerts.find((each) => each.action !== action)!;
    const near = [`${id}:0.000000`, "other:0.050000", `${like.id}:0.1${at % 10}0000`];
    return `${how} ${id} ${[...near, `${unlike.id}:0.900000`].join(",")}`;
  });
  return lines.join("\n");
}
const plan = "  ->  Index Scan using documents_m16_ef64 on documents (cost=16.56..17.98)";
const good = [plan, printed("index"), printed("scan"), `stored ${alerts.length}`, ""].join("\n");

function run(said: { embedded?: object; store?: string; exitCode?: number } = {}) {
  const cluster = new FakeCluster();
  cluster.log.set("probe", `RESULT ${JSON.stringify(said.embedded ?? embedded)}\n`);
  cluster.log.set("store", said.store ?? good);
  cluster.onCreate = (object) => {
    if (object.kind !== "Job") return;
    cluster.add(endedPod(object, (name) => (name === "store" ? (said.exitCode ?? 0) : 0)));
  };
  return { cluster, finding: checkTexts("ai-texts", spec, cluster, new FakeClock(), () => {}) };
}

describe("checkTexts", () => {
  it("passes where every alert is embedded, stored and found again", async () => {
    const { verdict, reason, evidence } = await run().finding;

    assert.equal(verdict, "pass");
    assert.equal(reason, "104 texts were embedded, stored and found again");
    assert.deepEqual(
      evidence.map(({ value }) => value),
      [104, 52, 104, true, 104, 1, 1],
    );
  });

  const cut = (how: string, from: RegExp, to: string) =>
    good.replace(printed(how), printed(how).replace(from, to));
  for (const [what, store, says] of [
    [
      "is not the nearest to itself",
      cut("index", / (scale-out-1):0.000000,(other:0.050000)/, " $2,$1:0.070000"),
      /again .* is 103/,
    ],
    ["is missed by the index", cut("index", /,other:0.050000/g, ""), /recall .* is 0.75, .* 0.95$/],
    ["was not stored", good.replace("stored 104", "stored 103"), /store is 103, required 104$/],
    [
      "is searched without the index",
      good.replace(plan, "Seq Scan"),
      /the search goes by the index/,
    ],
  ] as const) {
    it(`fails where a text ${what}`, async () => {
      const { verdict, reason } = await run({ store }).finding;
      assert.equal(verdict, "fail");
      assert.match(reason, says);
    });
  }

  it("fails vectors that know no more of an alert's action than chance", async () => {
    const blind = alerts.map(({ id, action }) => {
      const { id: unlike } = alerts.find((each) => each.action !== action)!;
      return `index ${id} ${id}:0.000000,${unlike}:0.100000,other:0.2,other:0.3`;
    });
    const { evidence } = await run({ store: good.replace(printed("index"), blind.join("\n")) })
      .finding;

    const { verdict, value, target } = evidence.at(-1)!;
    assert.deepEqual([verdict, value, target], ["fail", 0, "> 0.077, which is chance"]);
  });

  it("fails a model whose vectors do not fit the store, and says which do", async () => {
    const wide = { embedded: { ...embedded, dimensions: 3 }, store: "ERROR: 3", exitCode: 3 };
    const { verdict, reason } = await run(wide).finding;
    assert.equal(verdict, "fail");
    assert.match(reason, /the model makes 3, the store takes 2: .*data\.vectors\.dimensions/);
  });

  it("fails where no vectors came, with what the endpoint said", async () => {
    const { verdict, reason } = await run({ embedded: { error: "status 502: away" }, store: "" })
      .finding;
    assert.equal(verdict, "fail");
    assert.equal(reason, "texts that got a vector: status 502: away");
  });

  it("is an error where the store could not be asked, with what it said", async () => {
    const { finding } = run({ store: "ERROR:  permission denied for schema\n", exitCode: 1 });
    await assert.rejects(finding, /stored and searched: ERROR: {2}permission denied for schema$/);
  });

  it("shows the password to the store's client alone, and shares a volume that is empty at first", async () => {
    const { cluster, finding } = run();
    await finding;

    const { spec: pod } = cluster.created.find(({ kind }) => kind === "Job").spec.template;
    const secret = ({ env }: any) => env.some(({ name }: any) => name === "PGPASSWORD");
    assert.deepEqual(pod.containers.map(secret), [false, true]);
    assert.deepEqual(pod.volumes.at(-1), { name: "shared", emptyDir: { sizeLimit: "32Mi" } });
  });
});

describe("the store's client", () => {
  const { env = [] } = storeContainer("store", "ai-texts", spec);
  const statement = (key: string) => (env as any[]).find(({ name }) => name === key).value;

  it("removes the rows of the check, and no others", () => {
    const removed = "delete from vectors.documents where metadata ->> 'shakedown' = 'ai-texts'";
    assert.equal(statement("REMOVE"), removed);
  });

  it("compares a search by the index with one in full", () => {
    const [byIndex, inFull] = searches("t", "m").split("set enable_seqscan = on");
    assert.match(byIndex!, /enable_seqscan = off;\nexplain \nselect 'index'/);
    assert.match(inFull!, /enable_indexscan = off;\n\nselect 'scan'/);
  });
});
