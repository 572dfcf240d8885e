import assert from "node:assert/strict";

import { quantile } from "../../../checks/statistics/quantile.ts";

describe("quantile", () => {
  it("lies between neighbours, as far as the share does", () => {
    assert.equal(quantile([40, 10, 30, 20], 0.5), 25);
    assert.equal(quantile([1, 2, 3, 4, 5], 0.95), 4.8);
  });

  it("is the only value, and none where there is none", () => {
    assert.equal(quantile([7], 0.95), 7);
    assert.equal(quantile([], 0.95), undefined);
  });
});
