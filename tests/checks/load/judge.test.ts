import assert from "node:assert/strict";

import { type Generated, judgeLoad } from "../../../checks/load/judge.ts";
import type { LoadSummary } from "../../../checks/load/summary.ts";
import { loadSpec, loadSummary } from "./summary.ts";

const judge = (changes: Partial<LoadSummary> = {}, generated: Partial<Generated> = {}) =>
  judgeLoad(loadSpec, {
    summary: loadSummary(changes),
    exitCode: 0,
    generatorShare: 0.4,
    ...generated,
  });
const latency = loadSummary().latency;

describe("judgeLoad", () => {
  it("passes and grades a load that kept its thresholds", () => {
    const found = judge();

    assert.equal(found.verdict, "pass");
    assert.equal(found.grade, "Excellent");
    assert.equal(found.reason, "2000 requests, P95 30.0 ms, P99 60.0 ms, 0 % errors");
    assert.deepEqual(found.series?.points[1], {
      atSeconds: 10,
      requests: 1000,
      errors: 0,
      p50: 9,
      p95: 31,
      p99: 62,
    });
  });

  it("gives the standard deviation from the mean of the squares", () => {
    const expected = Math.sqrt((25 * 2000) / 1999);

    assert.ok(Math.abs(judge().latency!.standardDeviation - expected) < 1e-9);
  });

  it("fails for a latency at its threshold, with both numbers", () => {
    const { verdict, reason, grade } = judge({ latency: { ...latency, p95: 100 } });

    assert.equal(verdict, "fail");
    assert.equal(reason, "p95 latency: 100.0 ms, required < 100 ms");
    assert.equal(grade, "Poor");
  });

  it("allows errors up to the threshold, and no more", () => {
    assert.equal(judge({ errorRate: 0.01 }).verdict, "pass");
    assert.equal(judge({ errorRate: 0.0101 }).verdict, "fail");
  });

  it("fails for failed checks, though every request was answered", () => {
    const { verdict, reason, grade } = judge({ checks: { passes: 98, fails: 2 } });

    assert.deepEqual([verdict, grade], ["fail", "Poor"]);
    assert.equal(reason, "failed checks: 2 %, allowed 1 %");
  });

  it("does not take a script without checks for one whose checks passed", () => {
    assert.equal(judge({ checks: { passes: 0, fails: 0 } }).verdict, "fail");
  });

  it("fails for a threshold that only k6 knows", () => {
    const thresholds = [{ metric: "waiting", expression: "avg<1", ok: false }];

    const { verdict, reason } = judge({ thresholds }, { exitCode: 99 });
    assert.equal(verdict, "fail");
    assert.match(reason, /a threshold was crossed: waiting avg<1/);
  });

  const invalid: [string, Partial<LoadSummary>, Partial<Generated>, RegExp][] = [
    ["iterations were dropped", { droppedIterations: 1 }, {}, /1 iterations were dropped/],
    ["too few were started", { iterations: 949 }, {}, /47\.5 of 50 iterations a second/],
    ["they started late", { latenessP95: 101 }, {}, /started its iterations 101 ms late/],
    ["the generator was busy", {}, { generatorShare: 0.81 }, /k6 used 81 % of its CPU limit/],
  ];
  for (const [what, summary, generated, message] of invalid) {
    it(`is an invalid run, and neither pass nor fail, where ${what}`, () => {
      const slow = { ...latency, p95: 5000 };

      for (const change of [summary, { ...summary, latency: slow }]) {
        const found = judge(change, { ...generated, exitCode: 99 });
        assert.equal(found.verdict, "error");
        assert.match(found.reason, /^invalid run: /);
        assert.match(found.reason, message);
        assert.equal(found.grade, undefined);
        assert.ok(found.evidence.every(({ verdict }) => verdict !== "fail"));
      }
    });
  }

  it("is valid at the edges of validity", () => {
    const edges = { iterations: 950, latenessP95: 100 };

    assert.equal(judge(edges, { generatorShare: 0.8 }).verdict, "pass");
  });

  it("warns where nobody measured the generator", () => {
    const { summary, exitCode } = { summary: loadSummary(), exitCode: 0 };

    const { verdict, reason } = judgeLoad(loadSpec, { summary, exitCode });
    assert.equal(verdict, "warn");
    assert.match(reason, /^generator cpu: not measured/);
  });

  it("warns of a P99 from fewer than 1,000 requests, and gives no grade", () => {
    const { verdict, reason, grade } = judge({ requests: 999 });

    assert.equal(verdict, "warn");
    assert.match(reason, /999 requests leave P99 to chance/);
    assert.equal(grade, undefined);
  });
});
