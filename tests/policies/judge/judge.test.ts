import assert from "node:assert/strict";

import { main } from "../../../policies/judge/index.ts";
import { unknownMark } from "../forms.ts";
import { findings, run } from "./run.ts";

const namespace = (name: string, level: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "pod-security.kubernetes.io/enforce": level } },
  });
const only = ["--controls", "namespace.psaBaseline"];

describe("npm run policy", () => {
  it("exits 0 where there is nothing to say", async () => {
    const { code, stdout } = await run([...only, "a.json"], {
      "a.json": namespace("a", "baseline"),
    });
    assert.equal(code, 0);
    assert.match(stdout, /^1 objects under 1 rules: 0 fail, 0 undecided, 0 waived, 0 errors\.\n$/);
  });

  it("exits 1 on an offence of a mandatory rule, and names file, line and field", async () => {
    const { code, stdout } = await run([...only, "."], {
      "deep/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n",
      ".hidden/b.yaml": "not: [closed",
      "readme.md": "{{",
    });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^fail high mandatory security-psa-baseline {2}Namespace a\n {2}deep\/a\.yaml:3 /,
    );
  });

  it("exits 0 on offences of advisory rules, and 1 if --fail-on includes their severity", async () => {
    const files = { "a.json": namespace("a", "baseline") };
    const args = ["--controls", "security-psa-restricted", "a.json"];
    assert.equal((await run(args, files)).code, 0);
    assert.equal((await run(["--fail-on", "high", ...args], files)).code, 0);
    assert.equal((await run(["--fail-on", "medium", ...args], files)).code, 1);
  });

  it("has findings of a severity below that of --fail-on pass", async () => {
    const privileged = { name: "c", image: "i", securityContext: { privileged: true } };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n" } };
    const text = JSON.stringify({ ...pod, spec: { containers: [privileged] } });
    const codes = async (rule: string) => {
      const all = [];
      for (const least of ["low", "medium", "high", "critical"]) {
        const args = ["--fail-on", least, "--controls", rule, "a.json"];
        all.push((await run(args, { "a.json": text })).code);
      }
      return all;
    };
    assert.deepEqual(await codes("security-privileged"), [1, 1, 1, 1]);
    assert.deepEqual(await codes("security-read-only-root-filesystem"), [1, 1, 1, 0]);
  });

  it("tells findings in the order of kinds, namespaces and names", async () => {
    const named = (kind: string, namespace: string, name: string) =>
      JSON.stringify({ apiVersion: "v1", kind, metadata: { namespace, name } });
    const all = [
      named("Service", "a", "b"),
      named("ConfigMap", "b", "a"),
      named("Service", "a", "a"),
      named("ConfigMap", "a", "b"),
      named("ConfigMap", "a", "a"),
    ];
    const c = JSON.stringify({ "reliability-required-labels": { labels: ["team"] } });
    const args = ["--controls", "reliability-required-labels", "--config", "c.json", "a.yaml"];
    const found = await findings(args, { "a.yaml": all.join("\n---\n"), "c.json": c });
    const order = found.map(
      ({ object: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`,
    );
    assert.equal(found.length, 5);
    assert.deepEqual(order, [...order].sort());
  });

  it("says the same whatever the order of its inputs", async () => {
    const files = {
      "a.json": namespace("a", "privileged"),
      "b.json": namespace("b", "privileged"),
    };
    const one = await findings(["a.json", "b.json"], files);
    const other = await findings(["b.json", "a.json", "./b.json"], files);
    assert.deepEqual(one, other);
    assert.ok(one.length > 0);
  });

  it("reads the state of a stack, without what is to be deleted", async () => {
    const type = "kubernetes:core/v1:Namespace";
    const resource = (name: string, rest: object = {}) => ({
      type,
      urn: `urn:pulumi:s::p::${type}::${name}`,
      inputs: { metadata: { name, labels: {} } },
      ...rest,
    });
    const resources = [
      resource("kept"),
      resource("gone", { delete: true }),
      { type: "pulumi:pulumi:Stack", urn: "x" },
    ];
    const state = JSON.stringify({ version: 3, deployment: { resources } });
    const found = await findings([...only, "state.json"], { "state.json": state });
    assert.deepEqual(
      found.map(({ object }) => object.name),
      ["kept"],
    );
    assert.equal(found[0].urn, `urn:pulumi:s::p::${type}::kept`);
  });

  it("takes what a state holds encrypted for unknown", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const inputs = { metadata: { labels: { ...secret, ciphertext: "v1:abc" } } };
    const resources = [{ type: "kubernetes:core/v1:Namespace", urn: "a::b", inputs }];
    const state = JSON.stringify({ deployment: { resources } });
    const [found] = await findings([...only, "state.json"], { "state.json": state });
    assert.equal(found.verdict, "unknown");
  });

  it("reads a preview, without what it deletes, and tells what it cannot decide", async () => {
    const type = "kubernetes:core/v1:Namespace";
    const labels = { "pod-security.kubernetes.io/enforce": unknownMark };
    const newState = { type, urn: "a::new", inputs: { metadata: { name: "new", labels } } };
    const steps = [
      { op: "create", newState },
      { op: "delete", oldState: newState, newState },
    ];
    const files = { "preview.json": JSON.stringify({ steps }) };
    const found = await findings([...only, "preview.json"], files);
    assert.deepEqual(
      found.map(({ verdict }) => verdict),
      ["unknown"],
    );
    assert.equal((await run([...only, "preview.json"], files)).code, 0);
  });

  it("counts what is no Kubernetes object", async () => {
    const { stdout } = await run([...only, "a.yaml"], { "a.yaml": "a: b\n---\n---\n- 1\n" });
    assert.match(stdout, /^0 objects under 1 rules: .* 2 inputs are no Kubernetes objects\.\n$/);
  });

  it("judges empty files as nothing", async () => {
    assert.equal((await run(["a.yaml"], { "a.yaml": "" })).code, 0);
  });

  it("says how it is used, and judges nothing, without a word", async () => {
    const { code, stdout } = await run([], {});
    assert.equal(code, 2);
    assert.match(stdout, /^npm run policy /);
  });

  it("holds to the project's own waivers, unless it is given others", async () => {
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "cloudnative-pg", namespace: "a" },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["create"] }],
    };
    const files = { "a.json": JSON.stringify(role), "w.yaml": "[]" };
    const args = ["--controls", "rbac-create-pods", "a.json"];
    const verdicts = async (...more: string[]) =>
      (await findings([...more, ...args], files)).map(({ verdict }) => verdict);
    assert.deepEqual(await verdicts(), ["waived"]);
    assert.deepEqual(await verdicts("--waivers", "w.yaml"), ["fail"]);
  });

  it("says how it is used where it is asked, whatever else is said", async () => {
    for (const args of [["--help"], ["--help", "nowhere.yaml"]]) {
      const { code, stdout } = await run(args, {});
      assert.equal(code, 0);
      assert.match(stdout, /^npm run policy /);
    }
  });

  it("passes over commas too many between the rules to judge by", async () => {
    const { code, stdout } = await run(["--controls", "namespace.psaBaseline,", "a.json"], {
      "a.json": namespace("a", "baseline"),
    });
    assert.equal(code, 0, stdout);
  });

  it("does not hide a fault of its own behind a sentence", async () => {
    const { write } = process.stdout;
    process.stdout.write = () => {
      throw new TypeError("ours");
    };
    try {
      await assert.rejects(main([...only, "package.json"]), TypeError);
    } finally {
      process.stdout.write = write;
    }
  });

  it("says so in a sentence where the report cannot be written", async () => {
    const files = { "a.json": namespace("a", "baseline") };
    const { code, stderr } = await run([...only, "--output", "no/where", "a.json"], files);
    assert.equal(code, 2);
    assert.match(stderr, /^ENOENT.*no\/where'$/);
  });

  it("takes parameters and levels from a pack's configuration", async () => {
    const files = {
      "a.json": JSON.stringify({ apiVersion: "v1", kind: "Service", metadata: { name: "a" } }),
      "c.json": JSON.stringify({
        all: "advisory",
        "reliability-required-labels": { enforcementLevel: "mandatory", labels: ["team"] },
        "security-default-namespace": "disabled",
      }),
    };
    const found = await findings(["--config", "c.json", "a.json"], files);
    const labels = found.find(({ rule }) => rule === "reliability-required-labels");
    assert.deepEqual([labels.level, labels.field], ["mandatory", 'metadata.labels["team"]']);
    assert.ok(found.every(({ rule }) => rule !== "security-default-namespace"));
    assert.equal((await run(["--config", "c.json", "a.json"], files)).code, 1);
  });

  it("exits 2 where a rule throws, and calls it an error", async () => {
    const files = {
      "a.json": namespace("a", "baseline"),
      "c.json": JSON.stringify({
        "reliability-required-labels": { labels: [{ key: "a", regex: "(" }] },
      }),
    };
    const args = ["--controls", "metadata.requiredLabels", "--config", "c.json", "a.json"];
    const { code, stdout } = await run(args, files);
    assert.equal(code, 2);
    assert.match(
      stdout,
      /^error low advisory reliability-required-labels {2}Namespace a\n.*not judged/,
    );
  });

  it("tells which rights a change gives whom", async () => {
    const role = (verbs: string[]) =>
      [
        { kind: "ServiceAccount", apiVersion: "v1" },
        { kind: "Role", rules: [{ apiGroups: [""], resources: ["pods"], verbs }] },
        {
          kind: "RoleBinding",
          roleRef: { kind: "Role", name: "x", apiGroup: "rbac.authorization.k8s.io" },
          subjects: [{ kind: "ServiceAccount", name: "x", namespace: "ops" }],
        },
      ]
        .map((object) => ({
          apiVersion: "rbac.authorization.k8s.io/v1",
          metadata: { name: "x", namespace: "ops" },
          ...object,
        }))
        .map((object) => JSON.stringify(object))
        .join("\n---\n");
    const files = { "old.yaml": role(["get"]), "new.yaml": role(["get", "delete"]) };
    const { stdout } = await run(["--before", "old.yaml", "new.yaml"], files);
    assert.match(stdout, /this change grants .*ops.x.*delete/);
  });
});
