import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { lockedBy, locks, sortLocks } from "../../../cli/pulumi/locks.ts";
import { isRunning } from "../../../cli/state/index.ts";

const lock = { pid: 41, username: "ada", hostname: "here", timestamp: "2026-01-01T00:00:00Z" };

describe("locks", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "locks-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("are read from the stack's folder of the file backend", async () => {
    assert.deepEqual(await locks(folder, "project", "dev"), []);
    const own = join(folder, ".pulumi/locks/organization/project/dev");
    await mkdir(own, { recursive: true });
    await writeFile(join(own, "1.json"), JSON.stringify(lock));
    assert.deepEqual(await locks(folder, "project", "dev"), [lock]);
  });

  it("are stale when their process of this machine is dead", async () => {
    const sorted = await sortLocks([lock], async () => false, "here");
    assert.deepEqual(sorted, { stale: [lock], live: [] });
  });

  it("are respected while their process lives", async () => {
    const sorted = await sortLocks([lock], async ({ pid }) => pid === 41, "here");
    assert.deepEqual(sorted, { stale: [], live: [lock] });
  });

  it("are respected when another machine holds them", async () => {
    const sorted = await sortLocks([lock], async () => false, "elsewhere");
    assert.deepEqual(sorted.live, [lock]);
  });

  it("do not count a process that took over the number of a dead Pulumi", async () => {
    assert.equal(await isRunning({ ...lock, pid: process.pid }), false);
  });

  it("name their owner in one sentence", () => {
    const { message, remedy } = lockedBy("dev", lock);
    assert.match(message, /dev is being changed by process 41 of ada on here, since 2026-01-01/);
    assert.match(remedy, /cancel --yes -s dev/);
  });

  it("half-written by a killed process belong to nobody alive", async () => {
    const own = join(folder, ".pulumi/locks/organization/project/dev");
    await mkdir(own, { recursive: true });
    await writeFile(join(own, "1.json"), '{"pid":');
    const { stale } = await sortLocks(await locks(folder, "project", "dev"));
    assert.equal(stale.length, 1);
  });
});
