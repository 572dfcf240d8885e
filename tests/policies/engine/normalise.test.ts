import assert from "node:assert/strict";

import { unknownCheckingProxy } from "@pulumi/policy";

import { fromManifest, fromResource } from "../../../policies/engine/normalise.ts";
import { at } from "../../../policies/lib/objects.ts";
import { unknown } from "../../../policies/lib/unknown.ts";
import { unknownMark } from "../forms.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (rest: object) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", ...rest });
const output = (rest: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
const kindsOf = (type: string, props: object = {}) =>
  fromResource({ type, props, name: "x" }).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

describe("fromResource", () => {
  it("takes kind and version from the properties, or else from the type", () => {
    assert.deepEqual(kindsOf("kubernetes:core/v1:Pod"), ["v1 Pod"]);
    assert.deepEqual(kindsOf("kubernetes:apps/v1:DeploymentPatch"), ["apps/v1 Deployment"]);
    assert.deepEqual(kindsOf("kubernetes:v1:Pod"), ["v1 Pod"]);
    const thing = { apiVersion: "example.com/v1", kind: "SomePatch" };
    assert.deepEqual(kindsOf("kubernetes:example.com/v1:SomePatch", thing), [
      "example.com/v1 SomePatch",
    ]);
  });

  it("takes only what is a version for one, and only a Patch at the end for a Patch", () => {
    assert.deepEqual(kindsOf("kubernetes:xv1:Pod"), []);
    assert.deepEqual(kindsOf("kubernetes:v1x:Pod"), []);
    assert.deepEqual(kindsOf("kubernetes:v1"), []);
    assert.deepEqual(kindsOf("kubernetes:score/v1:Pod"), ["score/v1 Pod"]);
    assert.deepEqual(kindsOf("kubernetes:my.core/v1:Pod"), ["my.core/v1 Pod"]);
    assert.deepEqual(kindsOf("kubernetes:a/v1:HotPatchRule"), ["a/v1 HotPatchRule"]);
  });

  it("takes apart no kind that only looks like a list", () => {
    const items = [{ apiVersion: "v1", kind: "Pod" }];
    const kinds = (kind: string, rest: object) =>
      kindsOf("kubernetes:a/v1:X", { apiVersion: "a/v1", kind, ...rest });
    assert.deepEqual(kinds("AllowList", {}), ["a/v1 AllowList"]);
    assert.deepEqual(kinds("Basket", { items }), ["a/v1 Basket"]);
    assert.deepEqual(kinds("List", { items: [{ kind: "Pod" }, { apiVersion: "v1" }] }), []);
  });

  it("leaves other resources and components alone", () => {
    assert.deepEqual(kindsOf("random:index:RandomPassword"), []);
    assert.deepEqual(kindsOf("pulumi:providers:kubernetes"), []);
    assert.deepEqual(kindsOf("aws:core/v1:Pod", { apiVersion: "v1", kind: "Pod" }), []);
    for (const props of [undefined, null, "text"] as any[]) {
      assert.deepEqual(fromResource({ type: "kubernetes:core/v1:Pod", props }), []);
    }
    assert.deepEqual(kindsOf("kubernetes:yaml/v2:ConfigGroup"), []);
    assert.deepEqual(kindsOf("kubernetes:helm.sh/v4:Chart"), []);
    assert.deepEqual(kindsOf("kubernetes:kustomize/v2:Directory"), []);
  });

  it("keeps releases, so that they can be named as not judged", () => {
    assert.deepEqual(kindsOf("kubernetes:helm.sh/v3:Release"), ["helm.sh/v3 Release"]);
  });

  it("takes lists apart, lists in lists too, and says where each object stood", () => {
    const pods = { apiVersion: "v1", kind: "PodList", items: [{}, {}] };
    const props = {
      apiVersion: "v1",
      kind: "List",
      items: [{ apiVersion: "v1", kind: "Secret" }, pods],
    };
    const objects = fromResource({ type: "kubernetes:core/v1:List", props });
    assert.deepEqual(
      objects.map(({ kind, prefix }) => [kind, prefix]),
      [
        ["Secret", "items[0]."],
        ["Pod", "items[1].items[0]."],
        ["Pod", "items[1].items[1]."],
      ],
    );
  });

  it("keeps what an unknown list may hold: objects of its kind, or of any", () => {
    const kinds = (type: string, props: object) =>
      fromResource({ type, props, name: "x" }).map(({ kind, prefix, tree }) => {
        assert.equal(tree, unknown);
        return `${prefix}${kind}`;
      });
    const list = "kubernetes:core/v1:List";
    const any = "(kind not known yet)";
    const items = unknownMark;
    assert.deepEqual(kinds("kubernetes:apps/v1:DeploymentList", { items }), ["items.Deployment"]);
    assert.deepEqual(kinds("kubernetes:apps/v1:DeploymentList", { items: [items] }), [
      "items[0].Deployment",
    ]);
    assert.deepEqual(kinds(list, { items }), [`items.${any}`]);
    assert.deepEqual(kinds(list, { items: [items] }), [`items[0].${any}`]);
    assert.deepEqual(kinds(list, { items: [{ apiVersion: "v1", kind: items }] }), [
      `items[0].${any}`,
    ]);
    assert.deepEqual(kinds(list, { items: [{ apiVersion: items, kind: "Pod" }] }), [
      `items[0].${any}`,
    ]);
  });

  it("knows unknown values, alone and inside of text, behind a proxy or not", () => {
    const props = {
      spec: { a: unknownMark, b: `x-${unknownMark}`, c: [{ d: unknownMark }], e: 1 },
    };
    for (const given of [props, unknownCheckingProxy(structuredClone(props))]) {
      const [object] = fromResource({ type: "kubernetes:core/v1:Pod", props: given });
      const spec = object!.tree.spec;
      assert.deepEqual([spec.a, spec.b, spec.c[0].d, spec.e], [unknown, unknown, unknown, 1]);
    }
  });

  it("knows every mark that Pulumi has for a value that it does not know", () => {
    const marks = [
      ...["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
      ...["3eeb2bf0-c639-47a8-9e75-3b44932eb421", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"],
      ...["030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a"],
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    const [object] = fromResource({ type: "kubernetes:core/v1:Pod", props: { spec: marks } });
    assert.deepEqual(
      object!.tree.spec,
      marks.map(() => unknown),
    );
  });

  it("opens secrets and outputs that can be opened, and takes the others for unknown", () => {
    const props = {
      spec: {
        open: secret({ value: "a" }),
        plain: secret({ plaintext: '"b"' }),
        shut: secret({ ciphertext: "v1:x" }),
        computed: output({ value: { c: 1 } }),
        pending: output({}),
      },
    };
    const [object] = fromResource({ type: "kubernetes:core/v1:Pod", props });
    const { open, plain, shut, computed, pending } = object!.tree.spec;
    assert.deepEqual(
      [open, plain, shut, computed, pending],
      ["a", "b", unknown, { c: 1 }, unknown],
    );
  });

  it("keeps the tree itself where nothing in it has to be resolved", () => {
    const props = { spec: { containers: [{ name: "app" }] } };
    assert.equal(fromResource({ type: "kubernetes:core/v1:Pod", props })[0]!.tree, props);
  });

  it("gives the same objects for the same resource", () => {
    const resource = { type: "kubernetes:core/v1:Pod", props: {} };
    assert.equal(fromResource(resource), fromResource(resource));
  });
});

describe("fromManifest", () => {
  it("tells apart resources that share their properties", () => {
    const props = { spec: {} };
    const of = (kind: string, urn: string) =>
      fromResource({ type: `kubernetes:apps/v1:${kind}`, props, urn, name: urn })[0]!;
    assert.equal(of("Deployment", "a").kind, "Deployment");
    assert.equal(of("DaemonSet", "a").kind, "DaemonSet");
    assert.equal(of("DaemonSet", "b").source.urn, "b");
  });

  it("takes an empty namespace for none, and what is no object for nothing", () => {
    const [object] = fromManifest(
      { apiVersion: "v1", kind: "Pod", metadata: { namespace: "" } },
      { label: "x" },
    );
    assert.equal(object!.namespace, undefined);
    for (const none of [null, 1, "a", [], {}, { kind: "Pod" }, { apiVersion: "v1" }]) {
      assert.deepEqual(fromManifest(none, { label: "x" }), []);
    }
  });
});

describe("at", () => {
  it("reads through unknown and absent parents, and never through a prototype", () => {
    assert.equal(at({ a: unknown }, "a", "b", "c"), unknown);
    assert.equal(at({ a: null }, "a", "b"), undefined);
    assert.equal(at({ a: null }, "a"), undefined);
    assert.equal(at({ a: "text" }, "a", "length"), undefined);
    assert.equal(at({}, "constructor"), undefined);
    assert.equal(at({ a: [{ b: 0 }] }, "a", 0, "b"), 0);
  });
});
