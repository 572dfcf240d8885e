import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { withNumber } from "../../../cli/pulumi/edit-yaml.ts";
import { inProject } from "../../../cli/project.ts";

const path = ["config", "shakedown:data", "postgres", "rotation", "steps", "app"];

describe("withNumber", () => {
  it("adds lines to a stack's settings and changes none, comments and braces included", () => {
    for (const stack of ["local", "staging"]) {
      const text = readFileSync(inProject(`Pulumi.${stack}.yaml`), "utf8");
      const lines = withNumber(text, path, 1).split("\n");
      const added = ["      rotation:", "        steps:", "          app: 1"];
      const at = lines.indexOf(added[0]!);
      assert.deepEqual(lines.slice(at, at + 3), added);
      assert.equal([...lines.slice(0, at), ...lines.slice(at + 3)].join("\n"), text);
      const { postgres } = parse(lines.join("\n")).config["shakedown:data"];
      assert.deepEqual(postgres.rotation, { steps: { app: 1 } });
    }
  });

  it("replaces a number where it stands", () => {
    const text = "a:\n  b: 1 # why\n  c: [ x,y ]\n";
    assert.equal(withNumber(text, ["a", "b"], 12), "a:\n  b: 12 # why\n  c: [ x,y ]\n");
  });

  it("adds to the last entry of a text that ends without a line's end", () => {
    assert.equal(withNumber("a:\n  b: 1", ["a", "c"], 2), "a:\n  b: 1\n  c: 2\n");
    assert.equal(withNumber("a:\n  b:\n    x: 1 # y", ["a", "c"], 2).endsWith("\n  c: 2\n"), true);
  });

  it("finds its way into braces and into what is empty", () => {
    assert.deepEqual(parse(withNumber("a: {b: {x: 1}}\n", ["a", "b", "c"], 2)).a, {
      b: { x: 1, c: 2 },
    });
    assert.deepEqual(parse(withNumber("config: {}\n", path, 2)).config["shakedown:data"].postgres, {
      rotation: { steps: { app: 2 } },
    });
    assert.deepEqual(parse(withNumber("a:\n", ["a", "c"], 2)), { a: { c: 2 } });
    assert.deepEqual(parse(withNumber("", ["a"], 2)), { a: 2 });
  });
});
