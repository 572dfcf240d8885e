import assert from "node:assert/strict";

import { ApiError } from "../../../../../embedded/plugins/kubernetes/client/errors.ts";
import {
  applyError,
  forces,
  keepIgnored,
  mergePatch,
  takeOver,
} from "../../../../../embedded/plugins/kubernetes/operations/apply.ts";

const live = (managedFields: object[], more = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "web", resourceVersion: "7", managedFields } as any,
  ...more,
});
const created = { manager: "pulumi-kubernetes", operation: "Update", fieldsV1: { "f:data": {} } };

describe("takeOver", () => {
  const patches = async (managedFields: object[]) => {
    const sent: any[] = [];
    const api: any = { patch: (...args: any[]) => (sent.push(args), Promise.resolve("patched")) };
    await takeOver(api, live(managedFields), "ours");
    return sent;
  };

  it("gives the fields of the creation to the applying manager, guarded by the version", async () => {
    const other = {
      manager: "kube-controller-manager",
      operation: "Update",
      subresource: "status",
    };
    const own = { manager: "ours", operation: "Apply", fieldsV1: { "f:spec": {} } };

    const [[, type, patch]] = await patches([created, other, own]);

    assert.equal(type, "json");
    assert.deepEqual(patch[0].value, [
      { manager: "ours", operation: "Apply", fieldsV1: { "f:data": {}, "f:spec": {} } },
      other,
    ]);
    assert.equal(patch[1].value, "7");
  });

  it("sends nothing when there is nothing to take", async () => {
    assert.deepEqual(await patches([{ manager: "ours", operation: "Apply" }]), []);
  });
});

describe("forces", () => {
  const inputs = (force?: string) => ({
    metadata: { annotations: force ? { "pulumi.com/patchForce": force } : {} },
  });

  it("is asked for by the annotation or by the provider", () => {
    assert.ok(forces(inputs("true"), live([created]), false, false));
    assert.ok(forces(inputs(), live([created]), true, false));
    assert.ok(!forces(inputs(), live([created]), false, false));
  });

  it("goes without saying in a preview of what the provider itself had made", () => {
    assert.ok(forces(inputs(), live([created]), false, true));
    assert.ok(!forces(inputs(), live([{ manager: "x", operation: "Apply" }]), false, true));
  });
});

describe("keepIgnored", () => {
  const spec = { replicas: 5 };
  const replicas = { "f:spec": { "f:replicas": {} } };

  it("does not send a field that only others manage", () => {
    const inputs = { spec: { replicas: 1, paused: true } };

    keepIgnored(inputs, live([{ manager: "hpa", fieldsV1: replicas }], { spec }), "ours", [
      "spec.replicas",
    ]);

    assert.deepEqual(inputs, { spec: { paused: true } });
  });

  it("sends the live value of a field that is ours", () => {
    const inputs = { spec: { replicas: 1 } };

    keepIgnored(inputs, live([{ manager: "ours", fieldsV1: replicas }], { spec }), "ours", [
      "spec.replicas",
    ]);

    assert.deepEqual(inputs, { spec: { replicas: 5 } });
  });
});

describe("mergePatch", () => {
  it("holds what changed, and null for what went", () => {
    const old = { a: 1, b: { c: 1, d: 2 }, e: [1], f: 1 };

    assert.deepEqual(mergePatch(old, { a: 1, b: { c: 1, d: 3 }, e: [1, 2] }), {
      b: { d: 3 },
      e: [1, 2],
      f: null,
    });
  });
});

describe("applyError", () => {
  it("names our manager beside the server's account of the conflict", () => {
    const message = 'Apply failed with 1 conflict: conflict with "kubectl": .data.a';
    const conflict = new ApiError(409, { message, reason: "Conflict" }, "");

    const error = applyError(conflict, "ours") as Error;

    assert.match(
      error.message,
      /field manager "ours" had an apply conflict: .*"kubectl": \.data\.a/,
    );
    const other = new ApiError(422, { message: "bad" }, "");
    assert.equal(applyError(other, "ours"), other);
  });
});
