import assert from "node:assert/strict";

import {
  type BaselineRun,
  compare,
  detectable,
  freshRunsNeeded,
} from "../../../checks/statistics/baseline.ts";

const run = (median: number, p95 = median * 3): BaselineRun => ({
  run: `r${median}`,
  at: "2026-11-21T08:00:00Z",
  count: 1500,
  mean: median,
  median,
  p95,
  p99: p95 * 2,
  standardDeviation: 1,
});
const runs = (...medians: number[]) => medians.map((median) => run(median));
const steady = runs(10, 10.05, 9.95, 10.02, 9.98);

/** Numbers that look random and are the same each time. */
function* noise(seed: number) {
  for (let state = seed; ;) {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

describe("compare", () => {
  it("is inconclusive with fewer than five accepted runs", () => {
    const { verdict, reason } = compare(runs(10), runs(10, 10, 10));

    assert.equal(verdict, "inconclusive");
    assert.equal(reason, "the baseline has 3 runs and needs 2 more");
  });

  it("says how many runs it still needs, and what it could tell then", () => {
    const { verdict, reason } = compare(runs(20), steady);

    assert.equal(verdict, "inconclusive");
    assert.match(reason, /^needs 2 more runs .* beyond median 3\.0 %, p95 3\.0 %$/);
  });

  it("finds a service that became a fifth slower", () => {
    const { verdict, reason } = compare(runs(12, 12.1, 11.9), steady);

    assert.equal(verdict, "regression");
    assert.equal(reason, "median +20.0 %, p95 +20.0 % (3 runs against 5)");
  });

  it("finds a service that became a fifth faster", () => {
    assert.equal(compare(runs(8, 8.1, 7.9), steady).verdict, "improvement");
  });

  it("finds a tail that grew while the median stayed", () => {
    const tail = [run(10, 40), run(10.01, 41), run(9.99, 42)];

    const { verdict, reason } = compare(tail, steady);
    assert.equal(verdict, "regression");
    assert.match(reason, /^p95 \+36/);
  });

  it("leaves a difference below 3 % alone, however steady it is", () => {
    assert.equal(compare(runs(10.2, 10.21, 10.22), steady).verdict, "same");
  });

  it("leaves a difference within three deviations of a noisy baseline alone", () => {
    const noisy = runs(8, 9, 10, 11, 12);

    assert.equal(compare(runs(12.5, 12.6, 12.7), noisy).verdict, "same");
  });

  it("is silent in 500 comparisons of noise, and finds 20 % more in nearly all", () => {
    const random = noise(7);
    const draw = (centre: number) => centre * (1 + (random.next().value! - 0.5) * 0.04);
    const sample = (size: number, centre: number) =>
      runs(...Array.from({ length: size }, () => draw(centre)));
    const count = (centre: number) =>
      Array.from({ length: 500 }, () => compare(sample(3, centre), sample(5, 10))).filter(
        ({ verdict }) => verdict === "regression",
      ).length;

    assert.ok(count(10) <= 1);
    assert.ok(count(12) >= 475);
  });
});

describe("freshRunsNeeded", () => {
  it("falls as the baseline grows", () => {
    assert.deepEqual([5, 10, 39].map(freshRunsNeeded), [3, 2, 1]);
  });
});

describe("detectable", () => {
  it("is at least 3 %, and grows with the noise", () => {
    assert.equal(detectable(runs(10, 10, 10), "median"), 0.03);
    assert.ok(Math.abs(detectable(runs(9, 10, 11), "median") - 0.3) < 1e-12);
  });
});
