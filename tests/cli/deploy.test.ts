import assert from "node:assert/strict";

import { closingLine, countsIn } from "../../cli/commands/test.ts";
import { leadOf, verdict } from "../../cli/commands/up.ts";
import { type Outcome, adviceLine, changeLine, problems } from "../../cli/deploy.ts";
import { overBudget, phase } from "../../cli/phases.ts";

function outcome(code: number, parts: object = {}, output = ""): Outcome {
  const deployment = { violations: [], errors: [], warnings: [], changes: {}, ...parts };
  return { code, output, deployment: deployment as unknown as Outcome["deployment"] };
}
const violation = (policy: string, mandatory: boolean) => ({ policy, mandatory, message: "bad" });
const run = (verdict: string) => ({ verdict }) as Parameters<typeof verdictOf>[1];
const verdictOf = verdict;

describe("the outcome of up", () => {
  it("is 0 when all went well", () => {
    assert.equal(verdictOf(outcome(0), run("pass")), 0);
    assert.equal(verdictOf(outcome(0), undefined), 0);
  });

  it("is 1 when a policy refused or the gate failed", () => {
    const refused = outcome(255, { violations: [violation("p", true)] });
    assert.equal(verdictOf(refused, undefined), 1);
    assert.equal(verdictOf(outcome(255), run("fail")), 1);
  });

  it("is 2 when something broke, also when a check could not be measured", () => {
    assert.equal(verdictOf(outcome(255), undefined), 2);
    assert.equal(verdictOf(outcome(255), run("error")), 2);
    assert.equal(verdictOf(outcome(255), run("pass")), 2);
  });

  it("shows earlier results for an unchanged environment alone, never after a failure", () => {
    assert.match(leadOf(0, false, run("warn"))!, /^Nothing that was proved has changed/);
    assert.match(leadOf(0, false, run("error"))!, /`npm run check`, run since then, found:$/);
    assert.match(leadOf(255, false)!, /^No check ran: nothing is proved/);
    assert.equal(leadOf(0, true), undefined);
    assert.equal(leadOf(255, true), undefined);
  });

  it("names mandatory violations before errors, and what the CLI printed only without either", () => {
    const parts = { violations: [violation("p", true), violation("q", false)], errors: ["e"] };
    assert.deepEqual(problems(outcome(1, parts, "error: noise")), ["bad [p]", "e"]);
    assert.deepEqual(problems(outcome(1, {}, "x\nerror: no stack")), ["no stack"]);
    assert.deepEqual(problems(outcome(0, {}, "error: none")), []);
  });

  it("counts advisories by policy", () => {
    const violations = [violation("a", false), violation("b", false), violation("a", false)];
    const line = adviceLine(outcome(0, { violations }));
    assert.equal(line, "3 advisories of the policies: a (2), b (1)");
    assert.equal(adviceLine(outcome(0)), undefined);
  });

  it("sums up changes as done or as planned", () => {
    const changes = { create: 2, same: 3 };
    assert.equal(changeLine(outcome(0, { changes })), "2 created, 3 unchanged");
    assert.equal(changeLine(outcome(0, { changes }), true), "2 to create, 3 unchanged");
    assert.equal(changeLine(outcome(0)), "nothing to do");
  });
});

describe("phases", () => {
  it("carry their budget, and are named when they exceed it", () => {
    const phases = [phase("workloads", 200.04), phase("clean-up", 1)];
    assert.deepEqual(phases[0], { name: "workloads", seconds: 200, budgetSeconds: 180 });
    assert.deepEqual(overBudget(phases), ["workloads took 200 s of 180 s"]);
  });
});

describe("npm test", () => {
  it("counts what mocha counts, also in minutes and with failures", () => {
    const output = "  12 passing (3m)\n  2 pending\n  1 failing\n\n  1) x\n";
    assert.deepEqual(countsIn(output), { passed: 12, failed: 1, skipped: 2 });
  });

  it("takes a run without counts for a failed one", () => {
    assert.deepEqual(countsIn("Error: no such file"), { passed: 0, failed: 1, skipped: 0 });
  });

  it("ends with one line of counts", () => {
    assert.equal(
      closingLine({ passed: 5, failed: 0, skipped: 1 }),
      "5 passed, 0 failed, 1 skipped",
    );
  });
});
