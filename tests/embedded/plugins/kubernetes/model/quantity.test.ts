import assert from "node:assert/strict";

import { canonical } from "../../../../../embedded/plugins/kubernetes/model/quantity.ts";

describe("canonical", () => {
  const cases: [unknown, unknown][] = [
    ["0.5", "500m"],
    ["1000m", "1"],
    ["2.0", "2"],
    [2, "2"],
    [0.1, "100m"],
    ["1024Mi", "1Gi"],
    ["1000Mi", "1000Mi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Ki", "512"],
    ["1000", "1k"],
    ["1500", "1500"],
    ["1500k", "1500k"],
    ["1e3", "1e3"],
    ["0", "0"],
    ["-1000m", "-1"],
    ["0.0000000001", "1n"],
    ["words", "words"],
    ["", ""],
  ];
  for (const [given, written] of cases) {
    it(`writes ${JSON.stringify(given)} as ${JSON.stringify(written)}, like the API server`, () => {
      assert.equal(canonical(given), written);
    });
  }
});
