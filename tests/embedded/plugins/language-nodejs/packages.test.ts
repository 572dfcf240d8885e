import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  dependencies,
  installed,
  requiredPlugins,
} from "../../../../embedded/plugins/language-nodejs/packages.ts";

describe("the language host's packages", () => {
  let folder: string;
  const put = async (path: string, content: object) => {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, "package.json"), JSON.stringify(content));
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "packages-"));
    await put("", { name: "program", version: "1.0.0", dependencies: { "@pulumi/random": "*" } });
    await put("node_modules/@pulumi/random", {
      name: "@pulumi/random",
      version: "4.21.2",
      pulumi: { resource: true, name: "random", version: "4.21.2" },
    });
    await put("node_modules/plain", { name: "plain", version: "1.0.0" });
    await put("node_modules/plain/node_modules/@pulumi/aws", {
      name: "@pulumi/aws",
      version: "v7.0.0",
      pulumi: { resource: true, server: "https://example.org" },
    });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are found in nested and scoped folders, each once in spite of links", async () => {
    await symlink(
      join(folder, "node_modules"),
      join(folder, "node_modules/plain/node_modules/again"),
    );
    const names = installed(folder).map(({ name }) => name);
    assert.deepEqual(names.sort(), ["@pulumi/aws", "@pulumi/random", "plain"]);
  });

  it("name the plugins they need, with version and server", () => {
    const plugins = requiredPlugins(installed(folder));
    assert.deepEqual(
      plugins.sort((a, b) => a.name.localeCompare(b.name)),
      [
        { name: "aws", version: "v7.0.0", server: "https://example.org" },
        { name: "random", version: "v4.21.2", server: "" },
      ],
    );
  });

  it("are the program's own dependencies, or all of them", () => {
    assert.deepEqual(
      dependencies(folder, false).map(({ name }) => name),
      ["@pulumi/random"],
    );
    assert.equal(dependencies(folder, true).length, 3);
  });

  it("are none where nothing is installed or a package.json is broken", async () => {
    await writeFile(join(folder, "node_modules/plain/package.json"), "{");
    assert.equal(installed(folder).length, 2);
    assert.deepEqual(installed(join(folder, "node_modules/@pulumi/random")), []);
  });
});
