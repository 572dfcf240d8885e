import assert from "node:assert/strict";

import { run } from "./run.ts";

describe("npm run policy with bad input", () => {
  const broken: [string, string[], Record<string, string>, RegExp][] = [
    [
      "broken YAML",
      ["a.yaml"],
      { "a.yaml": "a: 1\nb: [1,\nc: 2\n" },
      /^a\.yaml:\d+: broken YAML: /,
    ],
    ["a template", ["a.yaml"], { "a.yaml": "a: 1\n{{ if x }}\n" }, /^a\.yaml:2: broken YAML: /],
    ["a bomb of aliases", ["a.yaml"], { "a.yaml": bomb() }, /^a\.yaml:\d+: broken YAML: /],
    [
      "an alias that may be a password",
      ["a.yaml"],
      { "a.yaml": "a: b\npassword: *hunter2\n" },
      /^a\.yaml:2: broken YAML: Unresolved alias$/,
    ],
    ["a missing file", ["b.yaml"], {}, /^b\.yaml: no such file or folder$/],
    ["nothing", ["--format", "json"], {}, /^nothing to judge: /],
    ["an unknown option", ["--nope", "."], {}, /--nope.*see --help$/],
    ["an unknown format", ["--format", "pdf", "."], {}, /^--format is "pdf": use one of text, /],
    ["an unknown severity", ["--fail-on", "bad", "."], {}, /^--fail-on is "bad": use one of low, /],
    ["an unknown control", ["--controls", "x.y", "."], {}, /^--controls names "x\.y": /],
    ["an unknown rule", ["--config", "c.json", "."], { "c.json": '{"x": "disabled"}' }, /"x"$/],
    [
      "a waiver without an end",
      ["--waivers", "w.yaml", "."],
      { "w.yaml": "[{rule: a, object: b, reason: c, owner: d}]" },
      /^w\.yaml: waiver 1 lacks expires$/,
    ],
    [
      "waivers in broken YAML",
      ["--waivers", "w.txt", "."],
      { "w.txt": "a: [" },
      /^w\.txt: broken YAML: /,
    ],
    [
      "an annotation's waiver without an end",
      ["a.yaml"],
      { "a.yaml": podWith("[{rule: a, reason: c, owner: d}]") },
      /^annotation of Pod s\/a: waiver 1 lacks expires$/,
    ],
    [
      "an annotation in broken YAML",
      ["a.yaml"],
      { "a.yaml": podWith("[{") },
      /^annotation of Pod s\/a: broken YAML: /,
    ],
    [
      "a configured waiver without an end",
      ["--config", "c.json", "."],
      { "c.json": '{"security-psa-labels": {"waivers": [{"object": "b"}]}}' },
      /^configuration of security-psa-labels: waiver 1 lacks reason$/,
    ],
  ];
  for (const [what, args, files, message] of broken) {
    it(`exits 2 on ${what}, and says so in one sentence`, async () => {
      const { code, stdout, stderr } = await run(args, files);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n/);
    });
  }
});

/** Each list refers nine times to the one before. */
function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 9; level++) {
    const aliases = Array(9)
      .fill(`*a${level - 1}`)
      .join(", ");
    lines.push(`a${level}: &a${level} [${aliases}]`);
  }
  return lines.join("\n");
}

/** A pod whose annotation holds waivers, or what is meant to be some. */
function podWith(waivers: string): string {
  const metadata = { name: "a", namespace: "s", annotations: { "shakedown.dev/waivers": waivers } };
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: {} });
}
