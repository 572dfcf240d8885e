import assert from "node:assert/strict";

import fc from "fast-check";

import { gradeOf, worstGrade } from "../../../checks/statistics/grade.ts";

const thresholds = { p95Milliseconds: 100, p99Milliseconds: 200, errorRate: 0.01 };
const latency = (p95: number, p99: number, count = 1000) => ({ p95, p99, count });

describe("gradeOf", () => {
  it("goes by the largest share that a measure takes of its threshold", () => {
    assert.equal(gradeOf(latency(50, 100), 0.005, thresholds), "Excellent");
    assert.equal(gradeOf(latency(50.1, 10), 0, thresholds), "Good");
    assert.equal(gradeOf(latency(10, 150), 0, thresholds), "Good");
    assert.equal(gradeOf(latency(10, 150.1), 0, thresholds), "Acceptable");
    assert.equal(gradeOf(latency(10, 10), 0.01, thresholds), "Acceptable");
    assert.equal(gradeOf(latency(100.1, 10), 0, thresholds), "Poor");
  });

  it("is Poor for any error where none is allowed", () => {
    const strict = { ...thresholds, errorRate: 0 };

    assert.equal(gradeOf(latency(10, 10), 0, strict), "Excellent");
    assert.equal(gradeOf(latency(10, 10), 0.001, strict), "Poor");
  });

  it("is not given where fewer than 1,000 requests leave P99 to chance", () => {
    assert.equal(gradeOf(latency(10, 10, 999), 0, thresholds), undefined);
  });

  it("never improves as the service slows down", () => {
    const order = ["Excellent", "Good", "Acceptable", "Poor"];
    const positive = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (p95, p99, slower) => {
        const before = gradeOf(latency(p95, p99), 0, thresholds)!;
        const after = gradeOf(latency(p95 + slower, p99), 0, thresholds)!;
        assert.ok(order.indexOf(after) >= order.indexOf(before));
      }),
    );
  });
});

describe("worstGrade", () => {
  it("takes the worst that was given", () => {
    assert.equal(worstGrade(["Excellent", undefined, "Acceptable", "Good"]), "Acceptable");
  });

  it("is none where none was given", () => {
    assert.equal(worstGrade([undefined]), undefined);
    assert.equal(worstGrade([]), undefined);
  });
});
