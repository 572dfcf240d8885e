import assert from "node:assert/strict";

import { instancesOn, lacking, refusal } from "../../../components/data/live-cluster.ts";

describe("refusal", () => {
  const live = { spec: { storage: { size: "2Gi" } }, status: { image: "registry/postgres:17" } };
  const wanted = { image: "registry:5000/postgres:17.6-standard-trixie", storage: "2Gi" as const };

  it("lets a cluster stay as it is, and grow", () => {
    assert.equal(refusal(live, wanted), undefined);
    assert.equal(refusal(live, { image: "registry/postgres:18", storage: "3Gi" }), undefined);
  });

  it("refuses a smaller volume", () => {
    assert.deepEqual(refusal(live, { ...wanted, storage: "2047Mi" }), {
      argument: "data.postgres.storage",
      value: "2047Mi",
      need: "at least 2Gi is needed: the volumes are that large, and can only grow",
    });
  });

  it("refuses an older PostgreSQL, which could not read the data", () => {
    const { argument, need } = refusal(live, { ...wanted, image: "registry/postgres:16.4" })!;
    assert.equal(argument, "images.clusteredPostgres");
    assert.match(need, /^PostgreSQL 17 or later is needed/);
  });

  it("judges no version that a bare digest hides, and no cluster that says nothing yet", () => {
    const image = `registry:5000/postgres@sha256:${"0".repeat(64)}`;
    assert.equal(refusal(live, { ...wanted, image }), undefined);
    assert.equal(refusal({}, wanted), undefined);
  });
});

describe("instancesOn", () => {
  it("gives three instances to three nodes or more, and one to fewer", () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((count) => instancesOn({ nodes: Array(count) })),
      [1, 1, 3, 3],
    );
  });

  it("gives what is asked for, wherever", () => {
    assert.deepEqual(
      [0, 1, 5].map((asked) => instancesOn({ nodes: [1, 2] }, asked)),
      [0, 1, 5],
    );
  });
});

describe("lacking", () => {
  const nodes = [{ usable: true }, { usable: true }, { usable: false }];
  const offer = { nodes, storageClasses: ["standard"], defaultStorageClass: "standard" };

  it("lacks nothing where each instance has a node and storage", () => {
    assert.deepEqual(lacking(offer, { instances: 2 }), []);
    assert.deepEqual(lacking(offer, { instances: 2, storageClass: "standard" }), []);
  });

  it("names nodes, which must be usable", () => {
    assert.deepEqual(lacking(offer, { instances: 3 }), [
      "a node for each of 3 instances of PostgreSQL (2 are usable): " +
        "add nodes, or lower data.postgres.instances",
    ]);
  });

  it("names a storage class that is not there, with those that are", () => {
    assert.deepEqual(lacking(offer, { instances: 1, storageClass: "fast" }), [
      "the storage class fast of data.postgres (there are: standard)",
    ]);
  });

  it("names a default class where none is asked for by name", () => {
    const bare = { ...offer, defaultStorageClass: undefined };
    assert.equal(lacking(bare, { instances: 1 }).length, 1);
    assert.deepEqual(lacking(bare, { instances: 1, storageClass: "standard" }), []);
  });

  it("lacks nothing for no instances", () => {
    const none = { nodes: [], storageClasses: [] };
    assert.deepEqual(lacking(none, { instances: 0, storageClass: "fast" }), []);
  });
});
