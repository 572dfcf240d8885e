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
    ["2E3", 2000],
    ["5e-1", 0.5],
    ["1u", 1e-6],
    ["1M", 1e6],
    ["1G", 1e9],
    ["1T", 1e12],
    ["1P", 1e15],
    ["1Ki", 2 ** 10],
    ["1Mi", 2 ** 20],
    ["1Ti", 2 ** 40],
    ["1Pi", 2 ** 50],
    ["1Ei", 2 ** 60],
    ["1mi", undefined],
    ["x1", undefined],
    ["1 x", undefined],
    ["lots", undefined],
    ["1X", undefined],
    ["", undefined],
    [undefined, undefined],
  ];
  for (const [text, number] of cases) {
    it(`reads ${String(text)} as ${String(number)}`, () => assert.equal(quantity(text), number));
  }
});
