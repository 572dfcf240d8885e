import assert from "node:assert/strict";

import { quantity } from "../../../checks/cluster/quantity.ts";

describe("quantity", () => {
  for (const [text, value] of [
    ["250m", 0.25],
    ["2", 2],
    ["128Mi", 128 * 2 ** 20],
    ["1G", 1e9],
    ["1e3", 1000],
    ["15u", 15e-6],
    [4, 4],
  ] as const) {
    it(`reads ${text} as ${value}`, () => {
      assert.ok(Math.abs(quantity(text) - value) < 1e-12 * Math.max(1, value));
    });
  }

  it("refuses what is no quantity", () => {
    for (const text of ["", "much", "12 Mi", "1.2.3", "-"]) {
      assert.throws(() => quantity(text), /is not a Kubernetes quantity/);
    }
  });
});
