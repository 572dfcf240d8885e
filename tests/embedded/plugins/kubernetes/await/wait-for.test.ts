import assert from "node:assert/strict";

import {
  statedCondition,
  usualCondition,
} from "../../../../../embedded/plugins/kubernetes/await/wait-for.ts";

const metadata = { name: "thing", namespace: "shop", generation: 1 };
const thing = (status: object) => ({ apiVersion: "x.org/v1", kind: "X", metadata, status });
const condition = (type: string, status: string, more = {}) => ({ type, status, ...more });

describe("pulumi.com/waitFor", () => {
  const stated = (waitFor: string, status: object) => {
    const annotations = { "pulumi.com/waitFor": waitFor };
    const custom = { ...thing(status), metadata: { ...metadata, annotations } };
    return statedCondition(custom)!.check(custom, { list: () => [], quiet: 0 });
  };

  it("waits for a condition, True unless it says otherwise", () => {
    const status = { conditions: [condition("Synced", "True"), condition("Bad", "False")] };

    assert.ok(stated("condition=Synced", status).ready);
    assert.ok(stated("condition=Bad=False", status).ready);
    const waiting = stated("condition=Bad", status);
    assert.equal(waiting.status, "Waiting for condition Bad=True");
    assert.deepEqual(waiting.problems, ["condition Bad is False"]);
  });

  it("waits for a path to exist or to have a value", () => {
    assert.ok(stated("jsonpath={.status.phase}", { phase: "x" }).ready);
    assert.ok(stated("jsonpath={.status.phase}=Running", { phase: "Running" }).ready);
    assert.ok(!stated("jsonpath={.status.phase}=Running", { phase: "Pending" }).ready);
    assert.ok(!stated("jsonpath={.status.phase}", { phase: "x", observedGeneration: 0 }).ready);
  });

  it("waits for all of an array", () => {
    const all = '["jsonpath={.status.a}", "condition=Ready"]';

    assert.ok(!stated(all, { a: 1 }).ready);
    assert.ok(stated(all, { a: 1, conditions: [condition("Ready", "True")] }).ready);
  });

  it("is refused when it cannot be understood", () => {
    assert.throws(() => stated("phase=Running", {}), /expected a "jsonpath=" or "condition="/);
    assert.throws(() => stated("[]", {}), /at least one condition/);
  });
});

describe("readiness as most controllers tell it", () => {
  const usual = (status: object) =>
    usualCondition.check(thing(status), { list: () => [], quiet: 0 });

  it("is given where nothing speaks against it", () => {
    assert.ok(usual({}).ready);
    assert.ok(usual({ conditions: [condition("Ready", "True"), condition("Bad", "False")] }).ready);
  });

  it("waits for the newest generation to be seen", () => {
    assert.ok(!usual({ observedGeneration: 0 }).ready);
    assert.ok(usual({ observedGeneration: 1 }).ready);
  });

  it("names the condition that speaks against it, with its message", () => {
    const waiting = usual({ conditions: [condition("Ready", "Unknown", { message: "no disk" })] });
    assert.deepEqual(waiting.problems, ["condition Ready is Unknown: no disk"]);
    assert.ok(!usual({ conditions: [condition("Stalled", "True")] }).ready);
  });
});
