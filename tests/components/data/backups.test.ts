import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { Backups, type BackupsArgs } from "../../../components/data/backups.ts";
import { BackupStore, placeOf } from "../../../components/data/backup-store.ts";
import { backupSpec, restoredSpec } from "../../../components/data/backup.ts";
import { type Registration, only, record } from "../../helpers/record.ts";

const pods = { matchLabels: { "cnpg.io/cluster": "postgres" } };
const store = {
  ...{ namespace: "shop-data", image: "versitygw:1.8.0", storage: "2Gi" as const },
  ...{ clients: [pods], fixedUsers: true, terms: { retentionDays: 7 } },
};
const given = {
  ...{ endpoint: "https://s3.example.com", bucket: "shop", folder: "orders" },
  ...{ cidr: "203.0.113.0/24", accessKeyId: "id", secretAccessKey: "key" },
};
const kindsOf = (seen: Registration[]) => seen.map(({ type }) => type.split(":").at(-1));

describe("BackupStore", () => {
  it("makes an S3 server that the database alone may reach, where no store is given", async () => {
    const seen = await record(() => new BackupStore("store", store));

    const { spec } = only("kubernetes:networking.k8s.io/v1:NetworkPolicy", seen).inputs;
    assert.deepEqual(spec.ingress, [
      { from: [{ podSelector: pods }], ports: [{ protocol: "TCP", port: 7070 }] },
    ]);
    const { template } = only("kubernetes:apps/v1:Deployment", seen).inputs.spec;
    assert.doesNotMatch(JSON.stringify(template), /mock-password/);
  });

  it("leaves the volume of that server in its class: another one would be without the backups", async () => {
    const kept: unknown[] = [];
    const watch: pulumi.ResourceTransformation = ({ type, opts }) => {
      if (type.endsWith(":PersistentVolumeClaim")) kept.push(opts);
      return undefined;
    };
    await record(() => new BackupStore("store", store, { transformations: [watch] }));
    const [options] = kept as pulumi.CustomResourceOptions[];
    assert.deepEqual(options!.ignoreChanges, ["spec.storageClassName"]);
  });

  it("makes no server where one is given, but says where it is and how to get in", async () => {
    const seen = await record(() => new BackupStore("store", { ...store, given }));
    assert.deepEqual(kindsOf(seen).sort(), ["BackupStore", "ObjectStore", "Secret"]);

    const { metadata, spec } = only("kubernetes:barmancloud.cnpg.io/v1:ObjectStore", seen).inputs;
    const { destinationPath, endpointURL } = spec.configuration;
    assert.deepEqual([destinationPath, endpointURL], ["s3://shop/", "https://s3.example.com"]);
    assert.equal(spec.retentionPolicy, "7d");

    const { store: where } = placeOf("shop-data", given);
    const [{ parameters }] = backupSpec(where).plugins as any[];
    assert.deepEqual(parameters, { ...{ barmanObjectName: metadata.name, serverName: "orders" } });
  });
});

describe("placeOf", () => {
  it("lets the database out to the addresses of a given store, on the port of its URL", () => {
    const { peer } = placeOf("shop-data", given);
    assert.deepEqual(peer, { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], port: 443 });
  });

  it("names no credential", () => {
    assert.doesNotMatch(JSON.stringify(placeOf("shop-data", given)), /"(id|key)"/);
  });
});

describe("Backups", () => {
  const args: BackupsArgs = {
    ...{ namespace: "shop-data", cluster: "postgres", copy: "postgres-drill" },
    terms: { schedule: "0 0 2 * * *", retentionDays: 7, archiveSeconds: 30 },
    operator: { matchLabels: { app: "operator" } },
    api: { addresses: ["192.0.2.1"], ports: [6443] },
    clients: { namespace: "shop", identities: ["database-client"] },
    peer: placeOf("shop-data").peer,
  };

  it("takes a base backup at once, and then by the clock", async () => {
    const seen = await record(() => new Backups("backups", args));
    const { spec } = only("kubernetes:postgresql.cnpg.io/v1:ScheduledBackup", seen).inputs;
    assert.equal(spec.immediate, true);
    assert.equal(spec.schedule, "0 0 2 * * *");
    assert.deepEqual(spec.cluster, { name: "postgres" });
  });

  it("lets a copy talk as the database may, and to the store", async () => {
    const seen = await record(() => new Backups("backups", args));
    const copy = seen.find(({ name }) => name === "backups-copy")!.inputs;
    assert.deepEqual(copy.spec.podSelector.matchLabels, { "cnpg.io/cluster": "postgres-drill" });
    assert.deepEqual(copy.spec.egress.at(-1).ports, [{ protocol: "TCP", port: 7070 }]);
  });
});

describe("restoredSpec", () => {
  const size = { image: "postgres:17", storage: "2Gi" as const, resources: {} };
  const spec = restoredSpec(size, placeOf("shop-data", given).store);

  it("reads the folder of the database, and archives nothing into it", () => {
    const [{ plugin: from }] = spec.externalClusters as any[];
    assert.equal(from.parameters.serverName, "orders");
    const [own] = spec.plugins as any[];
    assert.equal(own.isWALArchiver, false);
    assert.equal(own.parameters.serverName, undefined);
  });
});
