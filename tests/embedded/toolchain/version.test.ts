import assert from "node:assert/strict";

import {
  goVersionOf,
  isAtLeast,
  requiredVersion,
  versionIn,
} from "../../../embedded/toolchain/version.ts";

describe("versionIn", () => {
  it("finds the version in what a tool says of itself", () => {
    assert.deepEqual(versionIn("go version go1.26.8 linux/amd64"), [1, 26, 8]);
    assert.deepEqual(versionIn("v3.250.0\n"), [3, 250, 0]);
    assert.deepEqual(versionIn("go1.19"), [1, 19, 0]);
  });

  it("finds none where there is none", () => {
    assert.equal(versionIn("command not found"), undefined);
  });
});

describe("isAtLeast", () => {
  it("compares part by part, as numbers", () => {
    assert.equal(isAtLeast([1, 26, 0], [1, 9, 9]), true);
    assert.equal(isAtLeast([1, 26, 4], [1, 26, 4]), true);
    assert.equal(isAtLeast([1, 26, 3], [1, 26, 4]), false);
    assert.equal(isAtLeast([2, 0, 0], [1, 26, 4]), true);
  });
});

describe("go.mod", () => {
  const goMod = [
    "module example",
    "go 1.26.4",
    "require (",
    "\tk8s.io/kubernetes/more v0.1.0",
    "\tk8s.io/kubernetes v1.36.3 // indirect",
    ")",
  ].join("\n");

  it("tells the version of a module", () => {
    assert.equal(requiredVersion(goMod, "k8s.io/kubernetes"), "v1.36.3");
  });

  it("is refused when it does not require the module", () => {
    assert.throws(() => requiredVersion(goMod, "k8s.io/other"), /does not require k8s\.io\/other/);
  });

  it("tells which Go it needs", () => {
    assert.deepEqual(goVersionOf(goMod), [1, 26, 4]);
  });
});
