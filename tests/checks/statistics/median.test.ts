import assert from "node:assert/strict";

import fc from "fast-check";

import { median, medianAbsoluteDeviation } from "../../../checks/statistics/median.ts";

describe("median", () => {
  it("is the middle value, or half-way between the middle two", () => {
    assert.deepEqual([median([3]), median([9, 1, 5]), median([4, 1, 3, 2])], [3, 5, 2.5]);
  });

  it("has as many values above as below, and leaves them as they are", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (sample) => {
        const before = [...sample];
        const centre = median(sample);
        const half = sample.length / 2;
        assert.ok(sample.filter((value) => value < centre).length <= half);
        assert.ok(sample.filter((value) => value > centre).length <= half);
        assert.deepEqual(sample, before);
      }),
    );
  });
});

describe("medianAbsoluteDeviation", () => {
  it("is not moved by one wild value", () => {
    assert.equal(medianAbsoluteDeviation([10, 11, 12, 13, 9000]), 1);
  });
});
