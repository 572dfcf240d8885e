import assert from "node:assert/strict";

import { standingAfter } from "../../../components/data/standing.ts";

const summary = (steps: number) => {
  const { given, logins } = standingAfter(steps);
  return { given, open: [logins.a, logins.b].map(({ valid }) => valid) };
};

describe("standingAfter", () => {
  it("lets two logins in during a rotation, and one before and after", () => {
    assert.deepEqual(summary(0), { given: "a", open: [true, false] });
    assert.deepEqual(summary(1), { given: "a", open: [true, true] });
    assert.deepEqual(summary(2), { given: "b", open: [true, true] });
    assert.deepEqual(summary(3), { given: "b", open: [false, true] });
    assert.deepEqual(summary(6), { given: "a", open: [true, false] });
  });

  it("never gives clients a login that is shut out, and changes no password that is let in", () => {
    for (let steps = 0; steps < 12; steps++) {
      const [now, next] = [standingAfter(steps), standingAfter(steps + 1)];
      assert.ok(now.logins[now.given].valid);
      for (const slot of ["a", "b"] as const) {
        const stays = now.logins[slot].valid && next.logins[slot].valid;
        if (stays) assert.equal(now.logins[slot].generation, next.logins[slot].generation);
      }
    }
  });

  it("makes the next password of a login in the step that shuts it out", () => {
    assert.equal(standingAfter(2).logins.a.generation, 0);
    assert.equal(standingAfter(3).logins.a.generation, 2);
    assert.equal(standingAfter(4).logins.a.generation, 2);
  });
});
