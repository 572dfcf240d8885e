import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type PulumiEnvironment, pulumiEnvironment } from "../../../cli/pulumi/environment.ts";

describe("pulumiEnvironment", () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(join(tmpdir(), "environment-"))));
  const made: PulumiEnvironment[] = [];
  const make = async (env: NodeJS.ProcessEnv = {}) => {
    made.push(await pulumiEnvironment("/opt/pulumi", env, root));
    return made.at(-1)!;
  };
  afterEach(async () => {
    for (const { server } of made.splice(0)) await server?.close();
    await rm(root, { recursive: true });
  });

  it("keeps state and PULUMI_HOME in the project", async () => {
    const { env, stateFolder } = await make();
    assert.match(env.PULUMI_BACKEND_URL!, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(stateFolder, join(root, ".shakedown/state"));
    assert.equal(env.PULUMI_HOME, join(root, ".shakedown/pulumi"));
  });

  it("lets Pulumi write no debug logs, and removes those that it has written", async () => {
    const logs = join(root, ".shakedown/pulumi/logs");
    await mkdir(logs, { recursive: true });
    await writeFile(join(logs, "old.log"), "");
    await make();
    await make();
    assert.ok((await stat(logs)).isFile());
  });

  it("makes a passphrase of 32 random bytes once, readable by its owner alone", async () => {
    const first = await make();
    const file = first.env.PULUMI_CONFIG_PASSPHRASE_FILE!;
    const text = await readFile(file, "utf8");
    assert.equal(Buffer.from(text, "base64").length, 32);
    assert.equal((await stat(file)).mode & 0o777, 0o600);

    const second = await make();
    assert.equal(await readFile(file, "utf8"), text);
    assert.deepEqual([first.newPassphrase, second.newPassphrase], [true, false]);
  });

  it("leaves the passphrase to the user who sets one, an empty one too", async () => {
    for (const given of [
      { PULUMI_CONFIG_PASSPHRASE: "" },
      { PULUMI_CONFIG_PASSPHRASE_FILE: "/secret" },
    ]) {
      const { env, ownPassphrase } = await make(given);
      assert.equal(ownPassphrase, false);
      assert.equal(env.PULUMI_CONFIG_PASSPHRASE_FILE, given.PULUMI_CONFIG_PASSPHRASE_FILE);
    }
    await assert.rejects(stat(join(root, ".shakedown/passphrase")));
  });

  it("uses the user's backend, and knows its folder if it has one", async () => {
    const bucket = await make({ PULUMI_BACKEND_URL: "s3://bucket" });
    assert.equal(bucket.env.PULUMI_BACKEND_URL, "s3://bucket");
    assert.equal(bucket.stateFolder, undefined);
    assert.equal((await make({ PULUMI_BACKEND_URL: "file:///a?x=y" })).stateFolder, "/a");
  });

  it("puts this Node.js and the CLI first on PATH, without a secret in the environment", async () => {
    const { env } = await make({ PATH: "/bin" });
    assert.match(env.PATH!, /:\/opt:\/bin$/);
    assert.equal(env.PULUMI_CONFIG_PASSPHRASE, undefined);
  });
});
