import assert from "node:assert/strict";

import fc from "fast-check";

import {
  type Outcome,
  type Write,
  balance,
  outage,
  readRanges,
  readWrites,
} from "../../../checks/data/writes.ts";

const write = (id: number, outcome: Outcome = "acknowledged", at = id * 100): Write => ({
  ...{ id, outcome, at },
});

describe("readWrites", () => {
  it("takes the lines that tell of a write, and no others", () => {
    const log = "psql: error: connection refused\na 1 100\nr 2 200\nu 3 300\nNOTICE: a 9 9\n";
    assert.deepEqual(readWrites(log), [
      { id: 1, outcome: "acknowledged", at: 100 },
      { id: 2, outcome: "refused", at: 200 },
      { id: 3, outcome: "unknown", at: 300 },
    ]);
  });

  it("leaves out a line that is still being written", () => {
    assert.deepEqual(readWrites("a 1 100\na 2 20"), [write(1)]);
    assert.deepEqual(readWrites("a 1"), []);
  });
});

describe("readRanges", () => {
  it("gives the ranges that were found", () => {
    assert.deepEqual(readRanges("1-50\n52-52\nend\n"), [
      [1, 50],
      [52, 52],
    ]);
  });

  it("gives no ranges for an empty table, and nothing at all for a reader that broke", () => {
    assert.deepEqual(readRanges("end\n"), []);
    assert.equal(readRanges("1-50\n"), undefined);
    assert.equal(readRanges("ERROR: relation does not exist\n"), undefined);
  });
});

describe("balance", () => {
  it("finds an acknowledged write that is gone", () => {
    const { lost, ghosts } = balance(
      [write(1), write(2), write(3)],
      [
        [1, 1],
        [3, 3],
      ],
    );
    assert.deepEqual(lost, [write(2)]);
    assert.deepEqual(ghosts, []);
  });

  it("finds a refused write that is there, and one that nobody made", () => {
    const writes = [write(1), write(2, "refused"), write(4)];
    assert.deepEqual(balance(writes, [[1, 4]]).ghosts, [2, 3]);
  });

  it("counts a write whose answer never came as neither, wherever it is", () => {
    const writes = [write(1), write(2, "unknown"), write(3, "unknown"), write(4)];
    const { lost, ghosts, unheard } = balance(writes, [
      [1, 2],
      [4, 4],
    ]);
    assert.deepEqual([lost, ghosts, unheard], [[], [], 1]);
  });

  it("leaves out what was written after the last write that was told of", () => {
    assert.deepEqual(balance([write(1)], [[1, 7]]).ghosts, []);
  });

  it("finds nothing wrong with any history that a database kept faithfully", () => {
    const outcomes = fc.constantFrom<Outcome>("acknowledged", "refused", "unknown");
    const history = fc.array(fc.tuple(outcomes, fc.boolean()));
    fc.assert(
      fc.property(history, (events) => {
        const writes = events.map(([outcome], index) => write(index + 1, outcome));
        const kept = events.flatMap(([outcome, luck], index) =>
          outcome === "acknowledged" || (outcome === "unknown" && luck)
            ? [[index + 1, index + 1] as const]
            : [],
        );
        const { lost, ghosts, acknowledged } = balance(writes, kept);
        assert.deepEqual([lost, ghosts], [[], []]);
        assert.equal(acknowledged, events.filter(([o]) => o === "acknowledged").length);
      }),
    );
  });

  it("finds every single loss in such a history", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (count, seed) => {
        const gone = (seed % count) + 1;
        const writes = Array.from({ length: count }, (_, index) => write(index + 1));
        const kept = [[1, gone - 1] as const, [gone + 1, count] as const];
        assert.deepEqual(
          balance(writes, kept).lost.map(({ id }) => id),
          [gone],
        );
      }),
    );
  });
});

describe("outage", () => {
  const history = [
    write(1, "acknowledged", 1000),
    write(2, "acknowledged", 1100),
    write(3, "unknown", 1200),
    write(4, "refused", 3000),
    write(5, "acknowledged", 5600),
    write(6, "acknowledged", 5700),
  ];

  it("is the longest time between two acknowledged writes, that before the fault included", () => {
    assert.equal(outage(history, [], 2).seconds, 4.5);
  });

  it("is looked for between a fault and the next one", () => {
    assert.equal(outage(history, [], 5).seconds, 0.1);
    assert.equal(outage(history, [], 1, 3).seconds, 0.1);
  });

  it("has no length where nothing was acknowledged any more", () => {
    assert.equal(outage(history.slice(0, 4), [], 2).seconds, undefined);
  });

  it("lost the span from the first write that is gone to the last acknowledged one", () => {
    assert.equal(outage(history, [history[1]!], 2).lostSeconds, 4.6);
    assert.equal(outage(history, [], 2).lostSeconds, 0);
  });
});
