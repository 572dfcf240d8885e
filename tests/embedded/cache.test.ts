import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cached, cacheFolder, digest, exclusively } from "../../embedded/cache.ts";

describe("cached", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cache-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("makes an entry once", async () => {
    const entry = join(folder, "kind", "entry");
    let made = 0;
    const make = async (partial: string) => {
      made++;
      await writeFile(join(partial, "file"), "content");
    };

    await cached(entry, make);
    await cached(entry, make);

    assert.equal(made, 1);
    assert.equal(await readFile(join(entry, "file"), "utf8"), "content");
  });

  it("makes an entry once for two that ask at the same time, and tells the second", async () => {
    const entry = join(folder, "entry");
    const begun = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    let made = 0;
    const first = cached(entry, async () => {
      made++;
      begun.resolve();
      await waiting.promise;
    });
    await begun.promise;
    const second = cached(
      entry,
      async () => void made++,
      () => waiting.resolve(),
    );

    assert.deepEqual(await Promise.all([first, second]), [entry, entry]);
    assert.equal(made, 1);
  });

  it("keeps nothing of a failed attempt", async () => {
    const entry = join(folder, "entry");
    const fail = () => Promise.reject(new Error("no luck"));

    await assert.rejects(cached(entry, fail), /no luck/);

    assert.equal(existsSync(entry), false);
    assert.equal(existsSync(`${entry}.partial`), false);
  });

  it("clears what a killed attempt left", async () => {
    const entry = join(folder, "entry");
    await mkdir(`${entry}.partial`);
    await writeFile(join(`${entry}.partial`, "half"), "");

    await cached(entry, async () => {});

    assert.equal(existsSync(join(entry, "half")), false);
  });
});

describe("exclusively", () => {
  it("lets go when the work fails", async () => {
    const name = join(tmpdir(), "shakedown-test-lock");
    const fail = () => Promise.reject(new Error("no luck"));
    await assert.rejects(exclusively(name, assert.fail, fail), /no luck/);

    assert.equal(await exclusively(name, assert.fail, async () => "mine"), "mine");
  });
});

describe("digest", () => {
  it("tells apart the same text cut elsewhere", () => {
    assert.notEqual(digest(["ab", "c"]), digest(["a", "bc"]));
  });

  it("is the same for the same parts", () => {
    assert.equal(digest(["a", Buffer.from("b")]), digest(["a", "b"]));
  });
});

describe("cacheFolder", () => {
  const before = process.env["XDG_CACHE_HOME"];
  afterEach(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  });

  it("lies in XDG_CACHE_HOME where that is set", () => {
    process.env["XDG_CACHE_HOME"] = "/elsewhere";
    assert.equal(cacheFolder(), "/elsewhere/shakedown");
  });
});
