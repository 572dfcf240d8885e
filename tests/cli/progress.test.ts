import assert from "node:assert/strict";

import { type Clock, ScreenProgress, elapsed } from "../../cli/progress.ts";

/** A clock that a test turns by hand. */
function handClock() {
  let now = 0;
  const timers = new Set<{ every: number; tick: () => void; next: number }>();
  const clock: Clock = {
    now: () => now,
    every: (every, tick) => {
      const timer = { every, tick, next: now + every };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const turn = (milliseconds: number) => {
    const end = now + milliseconds;
    for (; now < end; now += 100) {
      for (const timer of timers) {
        if (now < timer.next) continue;
        timer.next += timer.every;
        timer.tick();
      }
    }
  };
  return { clock, turn, running: () => timers.size };
}

function screen(isTTY: boolean, env: NodeJS.ProcessEnv = {}) {
  const shown: string[] = [];
  const hand = handClock();
  const write = (text: string) => shown.push(text);
  const progress = new ScreenProgress({ isTTY, columns: 40, write }, env, hand.clock);
  return { ...hand, progress, text: () => shown.join("") };
}

describe("ScreenProgress", () => {
  it("tells start and end of a step with its time where there is no terminal", async () => {
    const { progress, turn, text } = screen(false);
    const result = await progress.step("Build", async () => {
      turn(2500);
      return 7;
    });
    assert.equal(result, 7);
    assert.equal(text(), "● Build\n✓ Build 2.5 s\n");
  });

  it("tells every 15 seconds what a step waits for", async () => {
    const { progress, turn, text } = screen(false);
    await progress.step("Build", async (report) => {
      report("waits for the disk");
      turn(31_000);
    });
    const lines = text().split("\n");
    assert.deepEqual(lines.slice(1, 3), [
      "… Build: waits for the disk (15 s)",
      "… Build: waits for the disk (30 s)",
    ]);
  });

  it("marks a failed step and passes its error on", async () => {
    const { progress, text } = screen(false);
    const failing = progress.step("Build", () => Promise.reject(new Error("no")));
    await assert.rejects(failing, /no/);
    assert.equal(text(), "● Build\n✗ Build 0.0 s\n");
  });

  it("draws one live line for each running step on a terminal, no wider than it", async () => {
    const { progress, turn, text } = screen(true);
    await progress.step("One", async (report) => {
      report("x".repeat(100));
      await progress.step("Two", async () => turn(300));
    });
    const drawn = text().split("\n");
    assert.ok(drawn.some((line) => /One 0\.\d s {2}x+…$/.test(line) && [...line].length <= 60));
    assert.ok(drawn.some((line) => /Two 0\.\d s/.test(line)));
  });

  it("uses colours only on a terminal that wants them", async () => {
    for (const [isTTY, env, wanted] of [
      [true, {}, true],
      [true, { NO_COLOR: "1" }, false],
      [false, {}, false],
    ] as const) {
      const { progress, text } = screen(isTTY, env);
      await progress.step("Build", async () => {});
      assert.equal(text().includes("\x1b[32m"), wanted);
    }
  });

  it("keeps no timer once all steps have ended", async () => {
    const { progress, running } = screen(true);
    await Promise.all([progress.step("a", async () => {}), progress.step("b", async () => {})]);
    assert.equal(running(), 0);
  });
});

describe("elapsed", () => {
  it("is exact when short and whole when long", () => {
    assert.deepEqual([120, 9949, 10_400, 59_400, 187_000].map(elapsed), [
      "0.1 s",
      "9.9 s",
      "10 s",
      "59 s",
      "3 min 07 s",
    ]);
  });
});
