import assert from "node:assert/strict";

import { Schemas } from "../../../../../embedded/plugins/kubernetes/client/schema.ts";

const ref = (name: string) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }], default: {} });
const kind = (group: string, version: string, name: string) => ({
  "x-kubernetes-group-version-kind": [{ group, version, kind: name }],
});
const schemas = {
  Set: {
    ...kind("apps", "v1", "Set"),
    properties: {
      metadata: ref("Meta"),
      ports: { type: "array", items: ref("Port") },
      data: { type: "object", additionalProperties: { type: "string" } },
      free: { type: "object" },
      open: { properties: { a: {} }, "x-kubernetes-preserve-unknown-fields": true },
    },
  },
  Meta: { properties: { name: { type: "string" } } },
  Port: { properties: { port: { type: "integer" } } },
};

describe("the schemas of a cluster", () => {
  const asked: string[] = [];
  const known = new Schemas((path) => {
    asked.push(path);
    return path === "/openapi/v3/apis/apps/v1"
      ? Promise.resolve({ components: { schemas } })
      : Promise.reject(new Error("not served"));
  });
  const lacks = (...path: (string | number)[]) =>
    known.lacks({ apiVersion: "apps/v1", kind: "Set" }, path);

  it("lack a field that no type has, at any depth", async () => {
    assert.equal(await lacks("spec"), true);
    assert.equal(await lacks("metadata", "label"), true);
    assert.equal(await lacks("ports", 0, "prot"), true);
  });

  it("have the fields of types and lists, any key of a map, anything where all is allowed", async () => {
    for (const path of [
      ["metadata", "name"],
      ["ports", 3, "port"],
      ["ports", 3],
      ["data", "x"],
    ]) {
      assert.equal(await lacks(...path), false);
    }
    assert.equal(await lacks("free", "x"), false);
    assert.equal(await lacks("open", "x", "y"), false);
  });

  it("lack nothing where the server does not say what it has", async () => {
    assert.equal(await known.lacks({ apiVersion: "v1", kind: "Set" }, ["x"]), false);
    assert.equal(await known.lacks({ apiVersion: "apps/v1", kind: "Other" }, ["x"]), false);
  });

  it("are asked for once", async () => {
    await Promise.all([lacks("spec"), lacks("spec")]);
    assert.deepEqual(asked, ["/openapi/v3/apis/apps/v1", "/openapi/v3/api/v1"]);
  });
});
