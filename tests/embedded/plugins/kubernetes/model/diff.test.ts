import assert from "node:assert/strict";

import {
  contains,
  differences,
  parsePath,
  pathText,
} from "../../../../../embedded/plugins/kubernetes/model/diff.ts";
import {
  replacedBy,
  touches,
} from "../../../../../embedded/plugins/kubernetes/model/replacements.ts";
import { UNKNOWN } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

const changes = (live: any, news: any, old = live, replacing: string[] = []) =>
  Object.fromEntries(
    [...differences(live, news, old, replacing)].map(([path, { kind, replace }]) => [
      path,
      replace ? `${kind}-replace` : kind,
    ]),
  );

describe("differences", () => {
  it("names added, changed and removed fields by their paths", () => {
    const live = { spec: { replicas: 1, paused: true }, metadata: { labels: { "a.b/c": "1" } } };
    const news = { spec: { replicas: 2, extra: "x" }, metadata: { labels: { "a.b/c": "2" } } };

    assert.deepEqual(changes(live, news), {
      "spec.replicas": "update",
      "spec.paused": "delete",
      "spec.extra": "add",
      'metadata.labels["a.b/c"]': "update",
    });
  });

  it("compares arrays element by element", () => {
    const live = { ports: [{ port: 1 }, { port: 2 }, { port: 3 }] };

    assert.deepEqual(changes(live, { ports: [{ port: 1 }, { port: 5 }] }), {
      "ports[1].port": "update",
      "ports[2]": "delete",
    });
  });

  it("counts an unknown value as a change", () => {
    assert.deepEqual(changes({ a: "1" }, { a: UNKNOWN, b: UNKNOWN }), { a: "update", b: "add" });
  });

  it("shows no difference for a zero value that the server has dropped before", () => {
    assert.deepEqual(changes({}, { paused: false, env: [] }, { paused: false, env: [] }), {});
    assert.deepEqual(changes({}, { paused: false }, {}), { paused: "add" });
    assert.deepEqual(changes({}, { paused: true }, { paused: true }), { paused: "add" });
  });

  it("shows no difference between an empty list and the null that the server makes of it", () => {
    assert.deepEqual(changes({ rules: null }, { rules: [] }), {});
    assert.deepEqual(changes({ rules: null }, { rules: [{}] }), { rules: "update" });
  });

  it("says which changes need a new object", () => {
    const live = { spec: { selector: { app: "a" }, replicas: 1 } };
    const news = { spec: { selector: { app: "b" }, replicas: 2 } };

    assert.deepEqual(changes(live, news, live, [".spec.selector"]), {
      "spec.selector.app": "update-replace",
      "spec.replicas": "update",
    });
  });
});

describe("touches", () => {
  const image = ".spec.containers[*].image";

  it("matches any element of an array", () => {
    assert.ok(touches(image, ["spec", "containers", 3, "image"], "x"));
    assert.ok(!touches(image, ["spec", "containers", 3, "name"], "x"));
  });

  it("looks into a value that is added as a whole", () => {
    assert.ok(touches(image, ["spec", "containers"], [{ name: "a" }, { image: "x" }]));
    assert.ok(!touches(image, ["spec"], { containers: [{ name: "a" }] }));
    assert.ok(!touches(image, ["spec"], null));
  });
});

describe("replacedBy", () => {
  const kind = (apiVersion: string, kind: string, more = {}) =>
    replacedBy({ apiVersion, kind, metadata: {}, ...more }, {});

  it("replaces every object whose name or namespace changes", () => {
    assert.deepEqual(kind("x.org/v1", "X"), [".metadata.name", ".metadata.namespace"]);
  });

  it("replaces ConfigMaps and Secrets whose data change, unless they are mutable", () => {
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: {} };

    assert.ok(kind("v1", "ConfigMap").includes(".data"));
    assert.ok(kind("v1", "Secret").includes(".data"));
    assert.ok(!replacedBy(config, { configMaps: true }).includes(".data"));
    assert.ok(replacedBy({ ...config, immutable: true }, { configMaps: true }).includes(".data"));
    const secret = { apiVersion: "v1", kind: "Secret", metadata: {} };
    assert.deepEqual(replacedBy(secret, { secrets: true }).slice(2), [".type"]);
  });

  it("knows the immutable fields of workloads, services, claims and bindings", () => {
    assert.ok(kind("apps/v1", "Deployment").includes(".spec.selector"));
    assert.ok(kind("apps/v1", "StatefulSet").includes(".spec.volumeClaimTemplates"));
    assert.ok(kind("batch/v1", "Job").includes(".spec.template"));
    assert.ok(kind("v1", "Service").includes(".spec.clusterIP"));
    assert.ok(kind("v1", "PersistentVolumeClaim").includes(".spec.storageClassName"));
    assert.ok(kind("rbac.authorization.k8s.io/v1", "RoleBinding").includes(".roleRef"));
    assert.ok(!kind("apps/v1beta1", "Deployment").includes(".spec.selector"));
  });
});

describe("property paths", () => {
  it("are read as they are written", () => {
    const path = ["metadata", "annotations", 'a.b/"c"', "x", 3];

    assert.deepEqual(parsePath(pathText(path)), path);
  });

  it("contain what lies below them, with * for any one step", () => {
    assert.ok(contains(parsePath("spec"), ["spec", "replicas"]));
    assert.ok(contains(parsePath("spec.ports[*].port"), ["spec", "ports", 1, "port"]));
    assert.ok(!contains(parsePath("spec.replicas"), ["spec"]));
  });
});
