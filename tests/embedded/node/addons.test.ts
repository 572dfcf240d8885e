import assert from "node:assert/strict";

import { parseAllDocuments } from "yaml";

import { addonManifests, addonMarks, replaceMarks } from "../../../embedded/node/addons.ts";

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: { template: { spec: { containers: { image: string; imagePullPolicy: string }[] } } };
}
const manifests = (nodes: number) =>
  parseAllDocuments(addonManifests(addonMarks(2, nodes))).map((one) => one.toJS() as Manifest);

describe("The addons", () => {
  it("are DNS, policies, metrics and storage", () => {
    const workloads = manifests(3).filter(({ kind }) => /^(Deployment|DaemonSet)$/.test(kind));

    assert.deepEqual(
      workloads.map(({ metadata }) => metadata.name),
      ["coredns", "kube-router", "metrics-server", "local-path-provisioner"],
    );
  });

  it("take images that the nodes hold, and pull none", () => {
    const containers = manifests(3).flatMap(({ spec }) => spec?.template?.spec.containers ?? []);

    assert.equal(containers.length, 4);
    for (const { image, imagePullPolicy } of containers) {
      assert.match(image, /^localhost\/shakedown\/[a-z-]+:v[\d.]+$/);
      assert.equal(imagePullPolicy, "Never");
    }
  });

  it("answer for names where the kubelets expect it", () => {
    const service = manifests(3).find(({ metadata }) => metadata.name === "kube-dns");

    assert.equal((service?.spec as unknown as { clusterIP: string }).clusterIP, "198.19.64.10");
  });

  it("answer for names twice where there is more than one node", () => {
    const replicas = (nodes: number) => {
      const all = manifests(nodes).filter(({ kind }) => kind === "Deployment");
      const dns = all.find(({ metadata }) => metadata.name === "coredns");
      return (dns?.spec as unknown as { replicas: number }).replicas;
    };

    assert.deepEqual([replicas(1), replicas(3)], [1, 2]);
  });
});

describe("replaceMarks", () => {
  it("refuses a mark that has no value", () => {
    assert.throws(() => replaceMarks("image: @NOBODY@", {}), /^Error: no value for @NOBODY@$/);
  });
});
