import assert from "node:assert/strict";

import { quantity } from "../../../policies/lib/quantities.ts";

describe("quantity", () => {
  const cases: [unknown, number | undefined][] = [
    ["250m", 0.25],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["2", 2],
    [0.5, 0.5],
    ["1e3", 1000],
    ["1E", 1e18],
    [".5k", 500],
    ["1n", 1e-9],
    ["0", 0],
    ["lots", undefined],
    ["1X", undefined],
    ["", undefined],
    [undefined, undefined],
  ];
  for (const [text, number] of cases) {
    it(`reads ${String(text)} as ${String(number)}`, () => assert.equal(quantity(text), number));
  }
});
