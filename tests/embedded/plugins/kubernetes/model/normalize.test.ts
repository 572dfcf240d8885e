import assert from "node:assert/strict";

import {
  normalize,
  toDashes,
  toUnderscores,
} from "../../../../../embedded/plugins/kubernetes/model/normalize.ts";
import { UNKNOWN } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

const deployment = (container: object, pod: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 0, template: { spec: { ...pod, containers: [{ name: "c", ...container }] } } },
});
const containerOf = (object: any) => object.spec.template.spec.containers[0];

describe("normalize", () => {
  it("writes quantities of a container as the API server does", () => {
    const resources = { limits: { memory: "1024Mi" }, requests: { cpu: 0.5 } };

    const normal = normalize(deployment({ resources }));

    assert.deepEqual(containerOf(normal).resources, {
      limits: { memory: "1Gi" },
      requests: { cpu: "500m" },
    });
  });

  it("drops zero values that the API server does not store", () => {
    const normal = normalize(deployment({ env: [], tty: false }, { hostNetwork: false }));

    assert.deepEqual(normal.spec.template.spec, { containers: [{ name: "c" }] });
  });

  it("keeps zero values that mean something", () => {
    const container = { securityContext: { allowPrivilegeEscalation: false } };

    const normal = normalize(deployment(container));

    assert.equal(normal.spec.replicas, 0);
    assert.deepEqual(containerOf(normal).securityContext, { allowPrivilegeEscalation: false });
  });

  it("drops empty subsets of Endpoints, and keeps the empty rules of a Role", () => {
    const metadata = { name: "web" };
    const endpoints = { apiVersion: "v1", kind: "Endpoints", metadata };
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules: [] };

    assert.deepEqual(normalize({ ...endpoints, subsets: [] }), endpoints);
    assert.deepEqual(normalize(structuredClone(role)), role);
  });

  it("keeps an empty pod selector and an empty egress rule of a NetworkPolicy", () => {
    const spec = { podSelector: {}, egress: [{}] };
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {},
      spec,
    };

    assert.deepEqual(normalize(structuredClone(policy)), policy);
  });

  it("takes keys of labels and of data for the user's words", () => {
    const data = { limits: "0.5", tty: "" };
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data };

    assert.deepEqual(normalize(structuredClone(config)), config);
  });

  it("moves stringData of a Secret over its data", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: {}, data: { a: "eA==" } };

    const normal = normalize({ ...secret, stringData: { a: "y", b: "z" } });

    assert.deepEqual(normal, { ...secret, data: { a: "eQ==", b: "eg==" } });
  });

  it("leaves custom resources and unknown values alone, but for what only servers write", () => {
    const custom = { apiVersion: "x.org/v1", kind: "X", spec: { tty: false, cpu: "0.5" } };
    const metadata = { name: "x", uid: "u", resourceVersion: "1" };

    assert.deepEqual(normalize({ ...custom, metadata }), { ...custom, metadata: { name: "x" } });
    const unknown = deployment({ tty: false, image: UNKNOWN });
    assert.equal(containerOf(normalize(unknown)).tty, false);
  });
});

describe("the names of x-kubernetes fields", () => {
  it("have underscores in programs and dashes in the cluster", () => {
    const object = { schema: { x_kubernetes_int_or_string: true, other_name: [{}] } };

    const dashed = toDashes(object);

    assert.deepEqual(dashed, { schema: { "x-kubernetes-int-or-string": true, other_name: [{}] } });
    assert.deepEqual(toUnderscores(dashed), object);
  });
});
