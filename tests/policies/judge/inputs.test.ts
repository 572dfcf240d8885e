import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { WaiverBook } from "../../../policies/engine/waiver-book.ts";
import { configure } from "../../../policies/judge/configuration.ts";
import { type Inputs, lineOf, objectsOf } from "../../../policies/judge/documents.ts";
import { readInputs } from "../../../policies/judge/files.ts";
import { rules } from "../../../policies/rules.ts";

const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
const type = "kubernetes:core/v1:ConfigMap";
const resource = (name: string, rest: object = {}) => ({
  ...{ type, urn: `urn:pulumi:s::p::${type}::${name}`, inputs: configMap(name) },
  ...rest,
});

function read(content: unknown): Inputs {
  const inputs: Inputs = { objects: [], lines: new Map(), ignored: 0 };
  const text = typeof content === "string" ? content : JSON.stringify(content);
  objectsOf({ name: "a", text }, inputs);
  return inputs;
}
const names = ({ objects }: Inputs) => objects.map(({ name }) => name);

describe("inputs of the judge", () => {
  it("are what a preview leaves: once for a replacement, nothing of what goes or is only read", () => {
    const ops = ["create", "update", "same", "import", "create-replacement"];
    const gone = ["delete", "delete-replaced", "replace", "read", "read-replacement"];
    const more = ["discard", "remove-pending-replace"];
    const steps = [...ops, ...gone, ...more].map((op) => ({ op, newState: resource(op) }));
    assert.deepEqual(names(read({ steps: [...steps, { op: "update" }] })), ops);
  });

  it("are named as their URN ends, where they have no name of their own", () => {
    const inputs = { apiVersion: "v1", kind: "ConfigMap" };
    const [object] = read({
      steps: [{ op: "create", newState: resource("x::y", { inputs }) }],
    }).objects;
    assert.equal(object?.source.label, "y");
  });

  it("leave out, and do not count, a state's resource without a type", () => {
    const { objects, ignored } = read({ deployment: { resources: [{ urn: "a::b" }] } });
    assert.deepEqual([objects.length, ignored], [0, 0]);
  });

  it("are counted as ignored in a state where they are no Kubernetes objects", () => {
    const resources = [resource("a"), { type: "random:index:RandomId", urn: "a::b" }];
    const { objects, ignored } = read({ deployment: { resources } });
    assert.deepEqual([objects.length, ignored], [1, 1]);
  });

  it("are none in the state of a stack that was never deployed", () => {
    const { objects, ignored } = read({ deployment: { manifest: {} } });
    assert.deepEqual([objects.length, ignored], [0, 0]);
  });

  it("are no state where an object has a field named deployment", () => {
    const { objects } = read({ ...configMap("a"), deployment: { x: 1 } });
    assert.deepEqual(
      objects.map(({ name }) => name),
      ["a"],
    );
  });

  it("ignore a text, and pass over a document of nothing, be it empty or null", () => {
    assert.equal(read("just words\n").ignored, 1);
    assert.equal(read("--- null\n---\n# a comment\n---\n").ignored, 0);
  });

  it("never show a key that is no text, which may be a password: the parser would warn of it", () => {
    const warn = process.emitWarning;
    const said: unknown[] = [];
    process.emitWarning = (warning: unknown) => void said.push(warning);
    try {
      assert.deepEqual(
        names(read("kind: ConfigMap\napiVersion: v1\n? [hunter2]\n: 1\n")).length,
        1,
      );
    } finally {
      process.emitWarning = warn;
    }
    assert.deepEqual(said, []);
  });

  it("know the line of a field, of a key in brackets, and of the nearest part that is there", () => {
    const text = [
      ...["kind: ConfigMap", "apiVersion: v1", "metadata:", "  name: a"],
      ...["  labels:", "    a.b/c: d", "data:", "  key: |", "    text", "rules:", "  - x: 1"],
      ...["database:", "  y: 2", "? [complex]", ": 1"],
    ].join("\n");
    const { objects, lines } = read(text);
    const of = (field: string) => lineOf(lines.get(objects[0]!), field);
    assert.deepEqual(
      ["kind", 'metadata.labels["a.b/c"]', 'data["key"]', "rules[0].x", "database.y"].map(of),
      [1, 6, 8, 11, 13],
    );
    assert.deepEqual(
      ["metadata.labels", 'metadata.labels["e"]', "spec.containers[0]"].map(of),
      [5, 5, 1],
    );
    assert.equal(lineOf(undefined, "kind"), undefined);
  });
});

describe("files of the judge", () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const found = (...inputs: string[]) =>
    [...readInputs(inputs)].map(({ name }) => path.relative(folder, name));
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "judge-files-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are the manifests of a folder: no other names, no dependencies, no folders that look like one", () => {
    for (const name of ["a.yaml", "b.YML", "c.json", "d.yaml.bak", "e.txt"]) {
      writeFileSync(at(name), "");
    }
    for (const name of ["f.yaml", "node_modules/x"]) {
      mkdirSync(at(name), { recursive: true });
    }
    writeFileSync(at("node_modules/x/g.yaml"), "");
    assert.deepEqual(found(folder), ["a.yaml", "b.YML", "c.json"]);
  });

  it("are refused, unread, where they are larger than 256 MiB", () => {
    writeFileSync(at("a.yaml"), "");
    truncateSync(at("a.yaml"), 256 * 1024 * 1024 + 1);
    assert.throws(() => found(folder), /a\.yaml: too large, more than 256 MiB; split it$/);
  });

  it("that cannot be read are named with the cause", () => {
    symlinkSync(at("nowhere"), at("a.yaml"));
    assert.deepEqual(found(folder), []);
    mkdirSync(at("d.yaml"));
    assert.throws(() => found(at("a.yaml")), /a\.yaml: no such file or folder$/);
  });

  it("come from standard input for a dash, by this name", () => {
    const command = fileURLToPath(new URL("../../../policies/judge/index.ts", import.meta.url));
    const program = `import { main } from ${JSON.stringify(command)}; process.exitCode = await main(["--controls", "namespace.psaBaseline", "-", "-"]);`;
    const args = ["--input-type=module", "--eval", program];
    const input = "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n";
    assert.throws(
      () => execFileSync(process.execPath, args, { input, stdio: "pipe" }),
      (error: { status: number; stdout: Buffer }) => {
        assert.equal(error.status, 1);
        assert.match(String(error.stdout), /\n {2}standard-input:3 /);
        assert.match(String(error.stdout), /^1 objects under /m);
        return true;
      },
    );
  });
});

describe("configuration of the judge", () => {
  let file: string;
  beforeEach(() => (file = path.join(mkdtempSync(path.join(tmpdir(), "judge-config-")), "c.json")));
  afterEach(() => rmSync(path.dirname(file), { recursive: true }));
  const configured = (content: object) => {
    writeFileSync(file, JSON.stringify(content));
    return configure(rules, file, new WaiverBook([]));
  };

  it("may name all rules, and the policy that reports stale waivers", () => {
    const all = configured({ all: "advisory", "policies-waivers": "disabled" });
    assert.ok(all.length === rules.length && all.every(({ level }) => level === "advisory"));
  });

  it("judges as mandatory what is to be remediated", () => {
    const all = configured({ "security-allow-privilege-escalation": "remediate" });
    assert.equal(
      all.find(({ rule }) => rule.id === "security-allow-privilege-escalation")?.level,
      "mandatory",
    );
  });

  it("says which levels there are where it names another", () => {
    assert.throws(
      () => configured({ all: "strict" }),
      /enforcementLevel is "strict": use advisory, mandatory, disabled, remediate$/,
    );
  });
});
