import assert from "node:assert/strict";

import fc from "fast-check";

import { probabilityAsHigh, smallestProbability } from "../../../checks/statistics/rank-test.ts";

/** By trying every way to choose which values are the sample. */
function byEnumeration(sample: number[], reference: number[]): number {
  const all = [...sample, ...reference];
  const below = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
  const score = (chosen: Set<number>) => {
    let total = 0;
    for (let i = 0; i < all.length; i++) {
      for (let j = 0; j < all.length; j++) {
        if (chosen.has(i) && !chosen.has(j)) total += below(all[i]!, all[j]!);
      }
    }
    return total;
  };
  const observed = score(new Set(sample.keys()));
  let ways = 0;
  let asHigh = 0;
  for (let bits = 0; bits < 2 ** all.length; bits++) {
    const chosen = new Set([...all.keys()].filter((i) => bits & (1 << i)));
    if (chosen.size !== sample.length) continue;
    ways++;
    if (score(chosen) >= observed) asHigh++;
  }
  return asHigh / ways;
}

const small = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });

describe("probabilityAsHigh", () => {
  it("is 1 in 252 where all of five rank above all of five", () => {
    assert.equal(probabilityAsHigh([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]), 1 / 252);
  });

  it("is 1 where nothing differs", () => {
    assert.equal(probabilityAsHigh([4, 4, 4], [4, 4, 4, 4, 4]), 1);
  });

  it("agrees with trying every choice, ties included", () => {
    fc.assert(
      fc.property(small, small, (sample, reference) => {
        const exact = byEnumeration(sample, reference);
        assert.ok(Math.abs(probabilityAsHigh(sample, reference) - exact) < 1e-12);
      }),
    );
  });
});

describe("smallestProbability", () => {
  it("is that of a sample above all of its reference", () => {
    assert.equal(smallestProbability(3, 5), 1 / 56);
    assert.ok(Math.abs(probabilityAsHigh([7, 8, 9], [1, 2, 3, 4, 5]) - 1 / 56) < 1e-12);
  });
});
