import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  clusterSettings,
  keepingSaltsOut,
  setSetting,
  stacks,
  withoutSalt,
} from "../../../cli/pulumi/stack-file.ts";
import { isAsked } from "../../../components/ai/index.ts";
import { settingsFrom } from "../../../components/settings.ts";
import { UserError } from "../../../embedded/progress.ts";

const plain = "config:\n  a:b: c # kept\n";
const salted = `encryptionsalt: v1:x=:v1:y\n${plain}`;
const secret = `${salted}  a:password:\n    secure: v1:z\n`;
const environment = { pulumi: "pulumi", env: {}, ownPassphrase: true, newPassphrase: false };

describe("stack files", () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(join(tmpdir(), "stacks-"))));
  afterEach(() => rm(root, { recursive: true }));
  const file = () => join(root, "Pulumi.dev.yaml");
  const write = (text: string) => writeFile(file(), text);
  const read = () => readFile(file(), "utf8");

  it("are found by their names, the project's own file left out", async () => {
    await write(plain);
    await writeFile(join(root, "Pulumi.yaml"), "name: x");
    assert.deepEqual(await stacks(root), ["dev"]);
  });

  it("say which embedded cluster is wanted", async () => {
    await write("config:\n  shakedown:cluster:\n    embedded: mine\n    nodes: 1\n");
    assert.deepEqual(await clusterSettings("dev", root), { embedded: "mine", nodes: 1 });
    await write(plain);
    assert.deepEqual(await clusterSettings("dev", root), {});
  });

  it("ask for the images of AI serving just where the program declares it", async () => {
    const url = "http://far.example/v1";
    for (const [ai, asked] of [
      [{ ollama: { models: [] }, llm: { endpoints: [] } }, false],
      [{ ollama: { models: ["small:1b"] } }, true],
      [{ llm: { endpoints: [{ name: "far", url, model: "m" }] } }, true],
      [{ services: [{ name: "holmes", url, answer: "well" }] }, true],
    ] as const) {
      const text = JSON.stringify(ai);
      await write(`config:\n  shakedown:ai: ${text}\n`);
      assert.deepEqual(await clusterSettings("dev", root), asked ? { ai: true } : {});
      assert.equal(isAsked(settingsFrom({ "shakedown:ai": text }, "shakedown", "dev").ai), asked);
    }
  });

  it("are refused with a number of nodes that is none, and with a cluster without a name", async () => {
    for (const [wrong, problem] of [
      ['nodes: "one"', /cluster\.nodes is "one": a whole number from 1 to 9 is needed/],
      ["nodes: 10", /cluster\.nodes is 10: /],
      ["embedded: true", /cluster\.embedded is true: the name of a cluster is needed/],
    ] as const) {
      await write(`config:\n  shakedown:cluster:\n    ${wrong}\n`);
      await assert.rejects(clusterSettings("dev", root), problem);
    }
  });

  it("are named with the nearest one when missing, and with the line when broken", async () => {
    await write("config:\n\t- [");
    await assert.rejects(clusterSettings("dve", root), (error: UserError) => {
      assert.match(error.message, /There is no stack "dve": Pulumi\.dve\.yaml does not exist/);
      assert.equal(error.remedy, "Did you mean dev?");
      return true;
    });
    await assert.rejects(clusterSettings("dev", root), /Pulumi\.dev\.yaml is not YAML: .*line 2/);
  });

  it("get a number at a path, whole or not at all", async () => {
    await write(plain);
    await setSetting("dev", ["shakedown:data", "steps"], 1, root);
    assert.equal(await read(), `${plain}  shakedown:data:\n    steps: 1\n`);
    assert.deepEqual(await readdir(root), ["Pulumi.dev.yaml"]);
  });

  it("lose a salt that nothing needs and keep one that a secret needs", () => {
    assert.equal(withoutSalt(salted), plain);
    assert.equal(withoutSalt(secret), secret);
    assert.equal(withoutSalt(plain), plain);
  });

  it("are left without the salt that Pulumi adds, also when it fails", async () => {
    await write(plain);
    const failing = keepingSaltsOut(
      environment,
      async () => {
        await write(salted);
        throw new Error("failed");
      },
      root,
    );
    await assert.rejects(failing, /failed/);
    assert.equal(await read(), plain);
  });

  it("keep the salt that they had, and all that a user's own passphrase needs", async () => {
    await write(salted);
    await keepingSaltsOut(environment, async () => {}, root);
    assert.equal(await read(), salted);

    await write(plain);
    const own = { ...environment, ownPassphrase: false };
    await keepingSaltsOut(own, () => write(salted), root);
    assert.equal(await read(), salted);
  });

  it("lose a salt of another machine when the passphrase is new, unless it guards secrets", async () => {
    const fresh = { ...environment, newPassphrase: true };
    await write(salted);
    await keepingSaltsOut(fresh, async () => assert.equal(await read(), plain), root);

    await write(secret);
    const refused = keepingSaltsOut(fresh, async () => assert.fail("it ran"), root);
    await assert.rejects(refused, /holds secrets that another passphrase has locked/);
  });
});
