import assert from "node:assert/strict";

import { type Sample, compared, measure, pacedModel, rounds } from "../../bench/exporter.ts";
import { withServer } from "../helpers/loopback.ts";

const work = { model: "m", tokens: 3, questions: 2, streams: 4 };

const withModel = (use: (base: string) => Promise<void>) => withServer(pacedModel(1), use);

describe("measure", () => {
  it("counts the tokens of one stream and of many, and times the first", async () => {
    await withModel(async (base) => {
      const { latency, first, rate, manyFirst, manyRate } = await measure(base, work, 1);
      assert.ok(latency > 0 && first > 0 && manyFirst > 0);
      // Three tokens, a millisecond before each.
      assert.ok(rate > 0 && rate <= 1000 && manyRate <= 4000, `${rate} ${manyRate}`);
    });
  });
});

describe("rounds", () => {
  it("leave the first out, which warms up", async () => {
    await withModel(async (base) => {
      const said: string[] = [];
      const ways = { direct: base, exporter: base };
      assert.equal((await rounds(ways, work, 2, (line) => said.push(line))).length, 2);
      assert.deepEqual(said, ["warmed up", "round 1 of 2", "round 2 of 2"]);
    });
  });
});

describe("compared", () => {
  it("takes the median of the rounds' ratios, below 1 where the exporter is worse", () => {
    const sample = (latency: number, rate: number): Sample => ({
      ...{ latency, first: latency, manyFirst: latency, rate, manyRate: rate },
    });
    const of = (slower: number) => ({
      direct: sample(1, 100),
      exporter: sample(slower, 100 / slower),
    });
    const table = compared([of(1.25), of(2), of(4)]);
    for (const { ratio } of table) assert.equal(ratio, 0.5);
    const [latency, , rate] = table;
    assert.deepEqual([latency!.added, rate!.added], [1, -50]);
  });
});
