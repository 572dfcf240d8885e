import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import {
  type Lock,
  Locked,
  breakAll,
  breakLock,
  deadLock,
  isRunning,
  lock,
  locksIn,
  unlock,
} from "../../../cli/state/lock.ts";

describe("the lock of a stack", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "lock-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const dead: Lock = {
    ...{ pid: process.pid, username: "ada", hostname: hostname(), timestamp: "2026-01-01" },
    began: "1",
  };
  const leave = (left: Lock, name = "shakedown.json") =>
    writeFile(join(folder, name), JSON.stringify(left));

  it("is had by one at a time, and names its owner to the others", async () => {
    await lock(folder);
    await assert.rejects(lock(folder), (error: Error) => {
      assert.ok(error instanceof Locked);
      assert.match(error.message, new RegExp(`^process ${process.pid} of `));
      return true;
    });
    await unlock(folder);
    await lock(folder);
  });

  it("is had by one of many that ask at once", async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lock(folder)));
    assert.equal(asked.filter(({ status }) => status === "fulfilled").length, 1);
  });

  it("is not had while Pulumi's file backend has one", async () => {
    await leave({ ...dead, began: undefined }, "pulumi.json");
    await assert.rejects(lock(folder), Locked);
    assert.deepEqual(await readdir(folder), ["pulumi.json"]);
  });

  it("is dead when its number belongs to a process that began later", async () => {
    await leave(dead);
    assert.equal(await isRunning(dead), false);
    assert.deepEqual(await deadLock(folder), dead);
  });

  it("is not dead while its process lives, or when another machine has it", async () => {
    await lock(folder);
    assert.equal(await deadLock(folder), undefined);
    await leave({ ...dead, hostname: "elsewhere" });
    assert.equal(await deadLock(folder), undefined);
  });

  it("is broken once, and not when it has a new owner", async () => {
    await leave(dead);
    assert.equal(await breakLock(folder, dead), true);
    assert.equal(await breakLock(folder, dead), false);
    await lock(folder);
    assert.equal(await breakLock(folder, dead), false);
    assert.equal((await locksIn(folder)).length, 1);
  });

  it("goes whoever has it when the user cancels", async () => {
    await leave({ ...dead, hostname: "elsewhere" });
    await breakAll(folder);
    await lock(folder);
  });
});
