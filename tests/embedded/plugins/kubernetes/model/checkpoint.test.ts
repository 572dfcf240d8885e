import assert from "node:assert/strict";

import {
  fromState,
  toInputs,
  toObject,
  toState,
} from "../../../../../embedded/plugins/kubernetes/model/checkpoint.ts";
import { Secret } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

const kind = { apiVersion: "v1", kind: "ConfigMap" };
const inputs = { ...kind, metadata: { name: "web" }, data: { a: "x", b: "y" } };
const live = { ...inputs, metadata: { name: "web", uid: "u1" } };

describe("the state of a resource", () => {
  it("is the live object with its inputs, its version and its manager", () => {
    const state = toState(inputs, live, inputs, "v1", "ours");

    assert.deepEqual(state, {
      ...live,
      __inputs: inputs,
      __initialApiVersion: "v1",
      __fieldManager: "ours",
    });
    const read = fromState(state);
    assert.deepEqual(read, { inputs, live, initialApiVersion: "v1", fieldManager: "ours" });
  });

  it("keeps secret, in the live object too, what the program said is secret", () => {
    const state = toState(inputs, live, { data: { a: new Secret("x") } }, "v1", "ours");

    assert.deepEqual(state.data, { a: new Secret("x"), b: "y" });
    assert.deepEqual(state.__inputs.data, { a: new Secret("x"), b: "y" });
    assert.deepEqual(fromState(state).live, live);
  });

  it("keeps the data of a Secret secret in any case", () => {
    const secret = { ...kind, kind: "Secret", metadata: { name: "s" }, data: { p: "eA==" } };

    const state = toState(secret, secret, secret, "v1", "ours");

    assert.deepEqual(state.data, new Secret({ p: "eA==" }));
    assert.deepEqual(state.__inputs.data, new Secret({ p: "eA==" }));
  });

  it("takes the kind from the inputs where a live object lacks it", () => {
    const { metadata, data } = live;

    assert.deepEqual(fromState({ metadata, data, __inputs: inputs }).live, live);
  });

  it("says x_kubernetes_* of definitions where the cluster and inputs say x-kubernetes-*", () => {
    const definition: any = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: {},
      schema: { x_kubernetes_int_or_string: true },
    };

    const object = toObject(definition);
    const state = toState(object, object, definition, definition.apiVersion, "ours");

    assert.deepEqual(toInputs(object, definition).schema, { "x-kubernetes-int-or-string": true });
    assert.deepEqual(state.schema, definition.schema);
    assert.deepEqual(state.__inputs.schema, definition.schema);
  });
});
