import assert from "node:assert/strict";

import { amount, bytes, cores } from "../../../components/shared/quantity.ts";

describe("quantities", () => {
  it("count memory in bytes", () => assert.equal(bytes("1.5Gi"), 1610612736));

  it("count processors in cores", () => {
    assert.deepEqual([cores("250m"), cores("2")], [0.25, 2]);
  });

  it("of the API come in any unit", () => {
    const given = ["3920m", "8010892Ki", "1G", "110", "0"];
    assert.deepEqual(given.map(amount), [3.92, 8203153408, 1e9, 110, 0]);
  });

  it("that are none are not a number", () => assert.equal(amount("much"), NaN));
});
