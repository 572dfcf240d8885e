import assert from "node:assert/strict";

import type { ClusterFacts } from "../../../components/cluster/facts.ts";
import { missing, profiles } from "../../../components/cluster/profiles.ts";

const node = {
  ...{ name: "a", usable: true, labels: {} },
  ...{ cpu: 4, memory: 8 * 2 ** 30, pods: 110, gpus: 0 },
};
const facts: ClusterFacts = {
  kubernetes: "v1.36.3",
  nodes: [node, { ...node, name: "b" }, { ...node, name: "c" }],
  storageClasses: ["standard"],
  defaultStorageClass: "standard",
  apiGroups: profiles["web-app"].apiGroups,
  metricsApi: true,
  dns: { namespace: "kube-system", ports: [53] },
  api: { addresses: ["192.0.2.1"], ports: [6443] },
  unreadable: [],
};

describe("missing", () => {
  it("finds nothing where all is there", () => {
    assert.deepEqual(missing(facts, profiles["high-load"]), []);
  });

  it("names nodes that are too few or too small", () => {
    const small = { ...node, name: "c", cpu: 2 };
    assert.deepEqual(missing({ ...facts, nodes: [node, small] }, profiles["high-load"]), [
      "3 ready nodes with 3.5 CPU and 7Gi to allocate (1 of 2 are such)",
    ]);
  });

  it("does not count nodes that take no pods", () => {
    const nodes = [{ ...node, usable: false }];
    assert.deepEqual(missing({ ...facts, nodes }, profiles["web-app"]), [
      "1 ready node with 1 CPU and 2Gi to allocate (0 of 1 are such)",
      "room for 20 pods (there is room for 0)",
    ]);
  });

  it("names an API group", () => {
    const apiGroups = facts.apiGroups.filter((group) => group !== "policy");
    assert.deepEqual(missing({ ...facts, apiGroups }, profiles["web-app"]), [
      "the API group policy",
    ]);
  });

  it("names the metrics API", () => {
    assert.deepEqual(missing({ ...facts, metricsApi: false }, profiles["web-app"]), [
      "the metrics API (metrics.k8s.io): install metrics-server",
    ]);
  });

  it("names a default storage class, or the class that a claim asks for", () => {
    const none = { ...facts, storageClasses: [], defaultStorageClass: undefined };
    assert.deepEqual(missing(none, profiles["web-app"]), ["a default storage class"]);
    assert.deepEqual(missing(facts, profiles["web-app"], "fast"), [
      "the storage class fast (there are: standard)",
    ]);
  });

  it("never takes what could not be read for there", () => {
    const blind = { ...facts, nodes: [], unreadable: ["api/v1/nodes"] };
    assert.deepEqual(missing(blind, profiles["web-app"]), ["the right to read /api/v1/nodes"]);
  });
});
