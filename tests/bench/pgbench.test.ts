import assert from "node:assert/strict";

import { ratios, readThroughput } from "../../bench/pgbench.ts";

const log = `dropping old tables...
warm plain 900.1
tps plain 100.5
tps pooler 90
tps primary-without-wait 200.25
tps plain 110
tps pooler 99
tps pooler
tps plain 90
`;

describe("pgbench", () => {
  it("takes each way's measured rounds, and none that warmed up or was not measured", () => {
    assert.deepEqual(readThroughput(log), {
      plain: [100.5, 110, 90],
      pooler: [90, 99],
      "primary-without-wait": [200.25],
    });
  });

  it("compares medians with those of the plain instance", () => {
    assert.deepEqual(ratios({ plain: [90, 100, 200], pooler: [99, 80, 91] }), [
      { way: "plain", median: 100, ofPlain: 1 },
      { way: "pooler", median: 91, ofPlain: 0.91 },
    ]);
  });
});
