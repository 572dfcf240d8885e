import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { CommandError } from "../../../embedded/command.ts";
import { UserError } from "../../../embedded/progress.ts";
import {
  doing,
  explained,
  goModOf,
  linkerFlags,
  moduleFolder,
  toolDigest,
} from "../../../embedded/toolchain/build.ts";
import { allTools, type Recipe, recipes } from "../../../embedded/toolchain/recipes.ts";

const remedyOf = (line: string, code?: number) => {
  const error = explained("etcd", new CommandError("go", "ended", code, [line]));
  assert.ok(error instanceof UserError);
  return error.remedy;
};

describe("doing", () => {
  it("tells modules that are fetched from packages that are compiled", () => {
    assert.equal(doing("go: downloading example.com/a v1.0.0"), "downloading example.com/a v1.0.0");
    assert.equal(doing("example.com/a/b"), "compiling example.com/a/b");
  });
});

describe("recipes", () => {
  it("stand for the Go modules that lie beside them, one for one", () => {
    const folders = readdirSync(join(moduleFolder("pause"), ".."));
    assert.deepEqual(folders.sort(), [...allTools].sort());
  });

  it("are pinned by a go.sum", () => {
    for (const tool of allTools) assert.ok(existsSync(join(moduleFolder(tool), "go.sum")), tool);
  });

  it("accept from PATH only the Pulumi that the plugins were tried with", () => {
    const { accepts } = recipes.pulumi.onPath;
    assert.equal(accepts([3, 250, 0]), true);
    assert.equal(accepts([3, 259, 9]), true);
    assert.equal(accepts([3, 249, 0]), false);
    assert.equal(accepts([3, 260, 0]), false);
  });
});

describe("linkerFlags", () => {
  it("set the version of the pinned module", () => {
    assert.equal(
      linkerFlags(recipes.pulumi, goModOf("pulumi")),
      "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0",
    );
  });

  it("set major and minor of Kubernetes, which its API answers", () => {
    const flags = linkerFlags(recipes.kubernetes, goModOf("kubernetes"));
    assert.match(flags, /component-base\/version\.gitMajor=1 /);
    assert.match(flags, /client-go\/pkg\/version\.gitMinor=36 /);
  });

  it("only strip where nothing is to be set", () => {
    const recipe: Recipe = { binaries: { pause: "." } };
    assert.equal(linkerFlags(recipe, goModOf("pause")), "-s -w");
  });
});

describe("toolDigest", () => {
  it("changes with Go", () => {
    assert.notEqual(toolDigest("pause", "go1.26.8"), toolDigest("pause", "go1.26.9"));
  });

  it("is another for each tool", () => {
    const digests = allTools.map((tool) => toolDigest(tool, "go1.26.8"));
    assert.equal(new Set(digests).size, allTools.length);
  });
});

describe("a failed build", () => {
  it("shows the last lines and names the tool", () => {
    const error = explained("etcd", new CommandError("go", "ended with exit code 1", 1, ["x.go"]));
    assert.equal((error as Error).message, "Building etcd failed: go ended with exit code 1\nx.go");
  });

  it("names the line that tells the cause alone when the remedy is known", () => {
    const lines = ["go: downloading x v1", 'x@v1: Get "http://proxy/x": dial tcp: refused'];
    const error = explained("etcd", new CommandError("go", "ended with exit code 1", 1, lines));
    assert.equal((error as Error).message, `Building etcd failed: ${lines[1]}`);
  });

  it("says what to do about it", () => {
    assert.match(remedyOf("write x: no space left on device", 1), /disk space/);
    assert.match(remedyOf("dial tcp: lookup proxy: no such host", 1), /module proxy/);
    assert.match(remedyOf("SECURITY ERROR", 1), /other sources/);
    assert.match(remedyOf("compile: signal: killed", 1), /memory/);
    assert.match(remedyOf("undefined: x", 1), /Try again/);
  });

  it("leaves errors of our own as they are", () => {
    const error = new TypeError("a mistake");
    assert.equal(explained("etcd", error), error);
  });
});
