import assert from "node:assert/strict";

import { bytes, cores } from "../../../components/shared/quantity.ts";

describe("quantities", () => {
  it("count memory in bytes", () => assert.equal(bytes("1.5Gi"), 1610612736));

  it("count processors in cores", () => {
    assert.deepEqual([cores("250m"), cores("2")], [0.25, 2]);
  });
});
