import assert from "node:assert/strict";

import {
  complete,
  ordered,
  parseManifest,
} from "../../../../../embedded/plugins/kubernetes/model/manifest.ts";

const object = (kind: string, name: string, more: object = {}, apiVersion = "v1") => ({
  apiVersion,
  kind,
  metadata: { name },
  ...more,
});
const names = (objects: any[]): string[] => objects.map(({ metadata }) => metadata.name);

describe("a manifest", () => {
  it("is all its documents, without the empty ones, and lists within lists", async () => {
    const list = object("List", "", {
      items: [object("ConfigMap", "a"), object("RoleList", "", { items: [object("Role", "b")] })],
    });
    const text = `---\n# nothing\n---\n${JSON.stringify(list)}\n---\n{}\n---\n${JSON.stringify(object("Pod", "c"))}`;

    assert.deepEqual(names(await parseManifest(text)), ["a", "b", "c"]);
  });

  it("is refused when it is no YAML, or when an object has no kind or no name", async () => {
    await assert.rejects(parseManifest("a: [1"), /the manifest is no YAML/);
    assert.throws(() => complete({ metadata: { name: "a" } }), /require a kind and apiVersion: `{/);
    assert.throws(() => complete({ apiVersion: "v1", kind: "Pod" }), /require a \.metadata\.name/);
    assert.equal(complete(object("Pod", "a", {}, "core/v1")).apiVersion, "v1");
  });

  it("makes namespaces, definitions and what is named as needed first", () => {
    const thing = {
      ...object("Thing", "thing", {}, "x.y/v1"),
      metadata: { name: "thing", namespace: "shop" },
    };
    const needs = {
      "config.kubernetes.io/depends-on": "x.y/namespaces/shop/Thing/thing, /Namespace/shop",
    };
    const last = { ...object("ConfigMap", "last"), metadata: { name: "last", annotations: needs } };
    const names = { kind: "Thing" };
    const crd = object(
      "CustomResourceDefinition",
      "crd",
      { spec: { group: "x.y", names } },
      "apiextensions.k8s.io/v1",
    );
    const namespace = object("Namespace", "shop");

    const order = ordered([last, thing, crd, namespace]);

    assert.deepEqual([...order.keys()], [crd, namespace, thing, last]);
    assert.deepEqual(order.get(thing), [crd, namespace]);
    assert.deepEqual(order.get(last), [thing, namespace]);
  });

  it("names the objects that depend on each other in a circle", () => {
    const waiting = (name: string, other: string) => ({
      ...object("ConfigMap", name),
      metadata: { name, annotations: { "config.kubernetes.io/depends-on": `/ConfigMap/${other}` } },
    });

    assert.throws(
      () => ordered([waiting("a", "b"), waiting("b", "a")]),
      /circle: ConfigMap a, ConfigMap b/,
    );
  });
});
