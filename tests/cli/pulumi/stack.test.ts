import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { removeTorn } from "../../../cli/pulumi/stack.ts";

describe("a state file's attributes", () => {
  it("are removed when a killed run left them empty, and only then", async () => {
    const folder = await mkdtemp(join(tmpdir(), "attributes-"));
    await writeFile(join(folder, "torn.attrs"), "");
    await writeFile(join(folder, "whole.attrs"), "{}");

    for (const name of ["torn.attrs", "whole.attrs", "absent.attrs"]) {
      await removeTorn(join(folder, name));
    }

    assert.deepEqual(await readdir(folder), ["whole.attrs"]);
    await rm(folder, { recursive: true });
  });
});
