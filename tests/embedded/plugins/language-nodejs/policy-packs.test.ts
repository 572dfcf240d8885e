import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { runtime } from "../../../../embedded/plugins/language-nodejs/process.ts";
import { until } from "../../../../embedded/node/wait.ts";

const project = fileURLToPath(new URL("../../../../", import.meta.url));
const lazily = join(project, "embedded/plugins/language-nodejs/lazily.ts");
const entry = join(project, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");

describe("a policy pack of the language host", function () {
  this.timeout(60_000);
  let folder: string;
  let pack: ChildProcess;
  let said = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pack-"));
    said = "";
  });
  afterEach(async () => {
    pack.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  function start(directory: string, typescript: boolean, env: NodeJS.ProcessEnv = {}): void {
    const options = runtime({ typescript });
    pack = spawn(process.execPath, ["--require", lazily, entry, "127.0.0.1:1", directory], {
      cwd: directory,
      env: { PATH: process.env.PATH, ...options.env, ...env },
    });
    for (const stream of [pack.stdout!, pack.stderr!]) stream.on("data", (data) => (said += data));
  }
  const serves = () => until(async () => /^\d+\n/m.test(said), 30_000, 50);

  async function write(files: Record<string, string>): Promise<void> {
    await symlink(join(project, "node_modules"), join(folder, "node_modules"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  }
  const pulumiPolicy = `
    import { PolicyPack } from "@pulumi/policy";
    new PolicyPack("pack", { policies: [] });`;

  it("keeps its compiled code before it is killed", async () => {
    const cache = join(folder, "cache");
    start(join(project, "policies"), false, { NODE_COMPILE_CACHE: cache });
    assert.ok(await serves(), said);
    const kept = async () => (await readdir(cache, { recursive: true })).length;
    assert.ok(await until(async () => (await kept()) > 100, 30_000, 100));
  });

  it("starts without the compiler where its options want none", async () => {
    await write({
      "package.json": '{ "type": "commonjs", "main": "index.js" }',
      "index.js": `
        require("@pulumi/policy");
        const loaded = Object.keys(require.cache).some((file) => file.endsWith("/typescript.js"));
        console.error(loaded ? "compiler" : "no compiler");`,
    });
    start(folder, false);
    assert.ok(await until(async () => /compiler/.test(said), 30_000, 50), said);
    assert.match(said, /^no compiler$/m);
  });

  it("is compiled where its options want that", async () => {
    await write({
      "package.json": '{ "type": "commonjs", "version": "1.0.0", "main": "index.ts" }',
      "index.ts": `enum Level { One = 1 }\nconsole.error("level " + Level.One);${pulumiPolicy}`,
    });
    start(folder, true);
    assert.ok(await serves(), said);
    assert.match(said, /^level 1$/m);
  });
});
