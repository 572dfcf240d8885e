import assert from "node:assert/strict";

import fc from "fast-check";

import {
  medianAbsoluteDeviation,
  percentileOfSorted,
  summarize,
} from "../../../checks/statistics/summary.ts";

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

describe("summarize", () => {
  it("knows the percentiles of 1 to 100", () => {
    const { mean, median, p95, p99, max } = summarize(Array.from({ length: 100 }, (_, i) => i + 1));

    assert.deepEqual([mean, median, max].map(Math.fround), [50.5, 50.5, 100]);
    assert.ok(close(p95, 95.05));
    assert.ok(close(p99, 99.01));
  });

  it("takes the sample's standard deviation", () => {
    assert.ok(close(summarize([2, 4, 4, 4, 5, 5, 7, 9]).standardDeviation, Math.sqrt(32 / 7)));
    assert.equal(summarize([3]).standardDeviation, 0);
  });

  it("sees the slow twentieth of a bimodal service in P95, and not in the median", () => {
    const bimodal = Array.from({ length: 1000 }, (_, i) => (i % 100 < 94 ? 10 : 200));

    const { median, p95 } = summarize(bimodal);
    assert.deepEqual([median, p95], [10, 200]);
  });

  it("refuses no values at all", () => {
    assert.throws(() => summarize([]), /at least one value/);
  });

  it("orders median, P95, P99 and maximum, whatever the values", () => {
    fc.assert(
      fc.property(values, (sample) => {
        const { median, p95, p99, max, mean } = summarize(sample);
        assert.ok(median <= p95 && p95 <= p99 && p99 <= max);
        assert.ok(mean >= Math.min(...sample) - 1e-6 && mean <= max + 1e-6);
      }),
    );
  });

  it("does not depend on the order of the values, and leaves them as they are", () => {
    fc.assert(
      fc.property(values, (sample) => {
        const before = [...sample];
        const { median, p99 } = summarize(sample);
        const reversed = summarize([...sample].reverse());
        assert.deepEqual([reversed.median, reversed.p99], [median, p99]);
        assert.deepEqual(sample, before);
      }),
    );
  });

  it("scales with its values", () => {
    fc.assert(
      fc.property(values, (sample) => {
        const { p95, standardDeviation } = summarize(sample);
        const doubled = summarize(sample.map((value) => value * 2));
        assert.ok(close(doubled.p95, p95 * 2));
        assert.ok(close(doubled.standardDeviation, standardDeviation * 2));
      }),
    );
  });
});

describe("percentileOfSorted", () => {
  it("starts at the smallest and ends at the largest value", () => {
    assert.equal(percentileOfSorted([1, 5, 9], 0), 1);
    assert.equal(percentileOfSorted([1, 5, 9], 1), 9);
  });

  it("interpolates between neighbours", () => {
    assert.equal(percentileOfSorted([10, 20], 0.25), 12.5);
  });
});

describe("medianAbsoluteDeviation", () => {
  it("is not moved by one wild value", () => {
    assert.equal(medianAbsoluteDeviation([10, 11, 12, 13, 9000]), 1);
  });
});
