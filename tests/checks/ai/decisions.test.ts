import assert from "node:assert/strict";

import {
  confusion,
  judgeDecisions,
  labelledAlerts,
  type LabelledAlert,
} from "../../../checks/ai/decisions.ts";

const alert = (id: string, action: string): LabelledAlert => ({
  ...{ id, action, text: `alert ${id}` },
  source: "custom",
});
const alerts = [
  alert("a", "restart"),
  alert("b", "restart"),
  alert("c", "scale"),
  alert("d", "scale"),
];

describe("the labelled alerts", () => {
  const { actions, alerts: all } = labelledAlerts();

  it("are at least a hundred, each under an id of its own and with a text of its own", () => {
    assert.ok(all.length >= 100);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    assert.equal(new Set(all.map(({ text }) => text)).size, all.length);
  });

  it("need every action, equally often, and no other", () => {
    const counts = Map.groupBy(all, ({ action }) => action);
    assert.deepEqual([...counts.keys()].sort(), Object.keys(actions).sort());
    assert.equal(new Set([...counts.values()].map(({ length }) => length)).size, 1);
  });

  it("need every action in any stretch as long as there are actions", () => {
    const count = Object.keys(actions).length;
    for (let at = 0; at < all.length; at += count) {
      const stretch = all.slice(at, at + count).map(({ action }) => action);
      assert.equal(new Set(stretch).size, count);
    }
  });

  it("come from several sources", () => {
    assert.deepEqual([...new Set(all.map(({ source }) => source))].sort(), [
      "custom",
      "prometheus",
    ]);
  });

  it("do not name their action", () => {
    for (const { text, action } of all) assert.ok(!text.includes(action), text);
  });
});

describe("decisions", () => {
  const decisions = [
    { id: "a", action: "restart" },
    { id: "b", action: "scale" },
    { id: "c", action: "scale" },
    { id: "d", error: "not JSON: {" },
  ];

  it("are counted by what was right and what was decided", () => {
    const table = confusion(alerts, decisions);
    assert.deepEqual(Object.fromEntries(table.get("restart")!), { restart: 1, scale: 1 });
    assert.deepEqual(Object.fromEntries(table.get("scale")!), { scale: 1, "": 1 });
  });

  it("are judged by the share that is right, and told from chance", () => {
    const [share, given, restart, scale] = judgeDecisions(alerts, decisions, 0.6);
    assert.deepEqual([share!.verdict, share!.value], ["fail", 0.5]);
    assert.equal(share!.target, ">= 0.6 of 4 alerts; chance is 0.5");
    assert.deepEqual([given!.verdict, given!.value], ["warn", 3]);
    assert.equal(given!.reason, "no decision on d: not JSON: {");
    assert.equal(restart!.value, "restart 1, scale 1");
    assert.equal(scale!.value, "scale 1, none 1");
    assert.equal(judgeDecisions(alerts, decisions, 0.5)[0]!.verdict, "pass");
  });

  it("fail where none was given, whatever is required", () => {
    const none = alerts.map(({ id }) => ({ id, error: "status 502" }));
    assert.equal(judgeDecisions(alerts, none, 0)[1]!.verdict, "fail");
  });
});
