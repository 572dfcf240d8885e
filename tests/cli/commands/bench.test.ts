import assert from "node:assert/strict";
import { resolve } from "node:path";

import { wanted } from "../../../cli/commands/bench.ts";

describe("bench", () => {
  it("measures each size once", () => {
    assert.deepEqual(wanted({ sizes: "50,200,50" }), { sizes: [50, 200], policies: false });
  });

  it("takes the official plugin by a path of the caller's", () => {
    const official = "package.json"; // any file that is there
    assert.equal(wanted({ sizes: "50", official }).official, resolve(official));
  });

  it("refuses what it cannot measure before it starts a cluster", () => {
    for (const [options, problem] of [
      [{ sizes: "50,,2" }, /--sizes is "50,,2": whole numbers, separated by commas, are needed/],
      [{ sizes: "0" }, /--sizes is "0": /],
      [{ sizes: "50", official: "/nowhere" }, /--official is "\/nowhere": there is no such file/],
      [{ sizes: "50", official: "package.json", policies: true }, /are two measurements/],
    ] as const) {
      assert.throws(() => wanted(options), problem);
    }
  });
});
