import assert from "node:assert/strict";

import { parseImage, spellings } from "../../../policies/lib/images.ts";

const reference = (registry: string, repository: string, tag?: string, digest?: string) => ({
  registry,
  repository,
  tag,
  digest,
});

describe("parseImage", () => {
  const cases: [string, ReturnType<typeof reference>][] = [
    ["nginx", reference("docker.io", "library/nginx")],
    ["nginx:1.29", reference("docker.io", "library/nginx", "1.29")],
    ["team/app:1", reference("docker.io", "team/app", "1")],
    ["docker.io/nginx", reference("docker.io", "library/nginx")],
    ["index.docker.io/team/app", reference("docker.io", "team/app")],
    ["ghcr.io/a/b/c:1@sha256:x", reference("ghcr.io", "a/b/c", "1", "sha256:x")],
    ["localhost/app", reference("localhost", "app")],
    ["localhost:5000/app", reference("localhost:5000", "app")],
    ["registry:5000/app:2", reference("registry:5000", "app", "2")],
    ["localhost", reference("docker.io", "library/localhost")],
    ["app.io:2", reference("docker.io", "library/app.io", "2")],
    ["docker.io/team/app", reference("docker.io", "team/app")],
    ["app@sha256:x@y", reference("docker.io", "library/app", undefined, "sha256:x@y")],
    ["app@sha256:x", reference("docker.io", "library/app", undefined, "sha256:x")],
  ];
  for (const [text, parts] of cases) {
    it(`takes ${text} apart`, () => assert.deepEqual(parseImage(text), parts));
  }
});

describe("spellings", () => {
  it("are those of one image, with its version, in short and in full", () => {
    assert.deepEqual(spellings("nginx:1@sha256:x"), [
      "nginx:1@sha256:x",
      "docker.io/library/nginx:1@sha256:x",
      "library/nginx:1@sha256:x",
    ]);
    assert.deepEqual(spellings("docker.io/team/app"), ["docker.io/team/app", "team/app"]);
    assert.deepEqual(spellings("a/library/b"), ["a/library/b", "docker.io/a/library/b"]);
    assert.deepEqual(spellings("ghcr.io/a/b:1"), ["ghcr.io/a/b:1"]);
  });
});
