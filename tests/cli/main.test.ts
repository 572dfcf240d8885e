import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { inProject } from "../../cli/project.ts";

const cli = (...args: string[]) => {
  const file = inProject("cli/bootstrap.mjs");
  return spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
};

describe("the command line", () => {
  it("suggests a command and exits with 2 when a name is mistyped", () => {
    const { status, stderr } = cli("reprot");
    assert.equal(status, 2);
    assert.equal(stderr, '\n✗ "reprot" is not a command.\n  Did you mean report?\n');
  });

  it("explains all commands, and each has a script in package.json", () => {
    const { status, stdout } = cli("--help");
    assert.equal(status, 0);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name!);
    const { scripts } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
    assert.ok(names.length >= 10);
    for (const name of names) assert.equal(scripts[name], `node cli/bootstrap.mjs ${name}`);
  });

  it("explains the options of the judge, which reads them itself", () => {
    const { status, stdout } = cli("policy", "--help");
    assert.equal(status, 0);
    for (const option of ["--format <text|", "--fail-on <severity>", "--before <file>"]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  it("says where the settings of an unknown stack are missed", () => {
    const { status, stderr } = cli("report", "-s", "lcoal");
    assert.equal(status, 2);
    assert.match(stderr, /There is no stack "lcoal".*\n {2}Did you mean local\?/);
  });
}).timeout(20_000);
