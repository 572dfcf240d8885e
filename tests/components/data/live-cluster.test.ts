import assert from "node:assert/strict";

import {
  instancesOn,
  lacking,
  readCluster,
  refusal,
} from "../../../components/data/live-cluster.ts";

describe("refusal", () => {
  const live = { image: "registry/postgres:17", storage: "2Gi" as const };
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

  it("refuses a larger volume where its class lets none grow: the operator would stop at it", () => {
    const rigid = { ...live, rigidClass: "local-path" };
    assert.deepEqual(refusal(rigid, { ...wanted, storage: "3Gi" }), {
      argument: "data.postgres.storage",
      value: "3Gi",
      need: "2Gi is needed: the storage class local-path lets no volume grow",
    });
    assert.equal(refusal(rigid, { ...wanted, storage: "2048Mi" }), undefined);
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

describe("readCluster", () => {
  const [clusters, classes] = [
    "apis/postgresql.cnpg.io/v1/namespaces/data/clusters/postgres",
    "apis/storage.k8s.io/v1/storageclasses/",
  ];
  const claims =
    "api/v1/namespaces/data/persistentvolumeclaims?labelSelector=cnpg.io/cluster%3Dpostgres";
  const claim = (storage: string, storageClassName: string) => ({
    spec: { storageClassName, resources: { requests: { storage } } },
  });
  const answers: Record<string, object> = {
    [clusters]: { spec: { storage: { size: "9Gi" } }, status: { image: "postgres:17" } },
    [claims]: { items: [claim("512Mi", "growing"), claim("1Gi", "local-path")] },
    [`${classes}growing`]: { allowVolumeExpansion: true },
    [`${classes}local-path`]: {},
  };
  const readFrom = (known: Record<string, object>) =>
    readCluster("data", "postgres", async (path) => known[path]);

  it("tells how large the volumes are, whatever the cluster asks for, and which cannot grow", async () => {
    assert.deepEqual(await readFrom(answers), {
      ...{ image: "postgres:17", storage: "1Gi", rigidClass: "local-path" },
    });
  });

  it("takes what the cluster asks for where its volumes cannot be read, and forbids no growth", async () => {
    assert.deepEqual(await readFrom({ [clusters]: answers[clusters]! }), {
      ...{ image: "postgres:17", storage: "9Gi", rigidClass: undefined },
    });
  });

  it("tells nothing of a cluster that is not there", async () => {
    assert.equal(await readFrom({}), undefined);
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
