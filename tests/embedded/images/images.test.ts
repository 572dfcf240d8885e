import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { bases } from "../../../embedded/images/bases.ts";
import { imageFolder, withNames } from "../../../embedded/images/build.ts";
import {
  groupDigest,
  imageReference,
  images,
  referencesOf,
} from "../../../embedded/images/index.ts";
import { goModOf } from "../../../embedded/toolchain/build.ts";
import { recipes, type Recipe } from "../../../embedded/toolchain/recipes.ts";
import { requiredVersion } from "../../../embedded/toolchain/version.ts";

const named = (name: string) => images.find((image) => image.name === name)!;

describe("images", () => {
  it("stand for the Containerfiles that lie beside them, one for one", () => {
    const folder = imageFolder(".");
    const present = readdirSync(folder).filter((name) =>
      existsSync(join(folder, name, "Containerfile")),
    );
    assert.deepEqual(present.sort(), images.map(({ name }) => name).sort());
  });

  it("have references of their own", () => {
    const references = images.flatMap(referencesOf);
    assert.equal(new Set(references).size, references.length);
  });

  it("are tagged with the version that the toolchain pins", () => {
    for (const { name, tag, tools = [] } of images) {
      for (const tool of tools) {
        const { module }: Recipe = recipes[tool];
        if (!module) continue;
        const version = requiredVersion(goModOf(tool), module);
        assert.ok([version, version.slice(1)].includes(tag), `${name} is ${tag}, not ${version}`);
      }
    }
  });

  it("start from nothing, from the base of their group, or from one built before them", () => {
    const built: string[] = [];
    for (const image of images) {
      const { name, group } = image;
      const text = readFileSync(join(imageFolder(name), "Containerfile"), "utf8");
      const allowed = ["scratch", `localhost/shakedown/${bases[group].name}`, ...built];
      for (const [, from = ""] of text.matchAll(/^FROM (\S+)/gm)) {
        assert.ok(allowed.includes(from), `${name} starts from ${from}`);
      }
      built.push(...referencesOf(image));
    }
  });

  it("that are put under load do not run as root", () => {
    for (const { name, group } of images) {
      if (group !== "workloads") continue;
      const text = readFileSync(join(imageFolder(name), "Containerfile"), "utf8");
      assert.match(text, /^USER [1-9]\d*/m, name);
    }
  });
});

describe("imageReference", () => {
  it("knows images by each of their names", () => {
    assert.equal(imageReference("nginx"), "localhost/shakedown/nginx:1.26");
    assert.equal(imageReference("kube-proxy"), "localhost/shakedown/kube-proxy:v1.36.3");
  });

  it("refuses a name that no image has", () => {
    assert.throws(() => imageReference("kubernetes"), /there is no image kubernetes/);
  });
});

describe("withNames", () => {
  const entry = (digest: string, reference: string) => ({
    digest,
    annotations: { "org.opencontainers.image.ref.name": reference },
  });

  it("lists an image under each of its names, in containerd's annotation", () => {
    const [first = "", ...others] = referencesOf(named("kubernetes"));
    const index = withNames({ manifests: [entry("sha256:1", first)] }, images);

    assert.deepEqual(
      index.manifests.map(({ annotations }) => annotations?.["io.containerd.image.name"]),
      [first, ...others],
    );
    assert.ok(index.manifests.every(({ digest }) => digest === "sha256:1"));
  });

  it("leaves out what is no image of the cluster", () => {
    assert.deepEqual(withNames({ manifests: [entry("sha256:1", "base")] }, images).manifests, []);
  });
});

describe("groupDigest", () => {
  it("changes with a tool", () => {
    const own = [named("etcd")];
    const one = groupDigest("system", own, { etcd: "/cache/etcd-1" });
    assert.notEqual(one, groupDigest("system", own, { etcd: "/cache/etcd-2" }));
  });

  it("does not depend on where the cache lies", () => {
    const own = [named("etcd")];
    const one = groupDigest("system", own, { etcd: "/cache/etcd-1" });
    assert.equal(one, groupDigest("system", own, { etcd: "/elsewhere/etcd-1" }));
  });

  it("changes with a tag", () => {
    const retagged = { ...named("redis"), tag: "9" };
    const tools = {};
    assert.notEqual(
      groupDigest("workloads", [named("redis")], tools),
      groupDigest("workloads", [retagged], tools),
    );
  });
});
