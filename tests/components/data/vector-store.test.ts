import assert from "node:assert/strict";

import { schemaStatements } from "../../../components/data/vector-schema.ts";
import { VectorStore, type VectorStoreArgs } from "../../../components/data/vector-store.ts";
import { type Registration, only, record } from "../../helpers/record.ts";

const shape = { dimensions: 384, m: 16, efConstruction: 64, efSearch: 100 };
const args: VectorStoreArgs = {
  ...{ namespace: "shop-data", image: "postgres:17", cluster: "postgres", fixedUsers: true, shape },
  host: "postgres-rw.shop-data.svc",
};
const declare = (changes: Partial<VectorStoreArgs> = {}) =>
  record(() => new VectorStore("vectors", { ...args, ...changes }));
const job = (seen: Registration[]) => only("kubernetes:batch/v1:Job", seen).inputs;

describe("VectorStore", () => {
  it("is another Job for another shape, and the same for the same", async () => {
    const name = async (m: number) =>
      job(await declare({ shape: { ...shape, m } })).metadata.name as string;
    assert.equal(await name(16), await name(16));
    assert.notEqual(await name(16), await name(24));
  });

  it("takes its shape as the owner of the tables, whose login it reads from a file", async () => {
    const { containers, volumes } = job(await declare()).spec.template.spec;
    const [{ env }] = containers;
    const names = env.map(({ name }: any) => name);
    assert.equal(names.includes("PGUSER") || names.includes("PGPASSWORD"), false);
    const file = env.find(({ name }: any) => name === "PGSERVICEFILE").value;
    assert.equal(file, `${containers[0].volumeMounts[0].mountPath}/pg_service.conf`);
    assert.equal(volumes[0].secret.secretName, "postgres-app-owner-login");
  });

  it("holds no two dollars in a row, which Kubernetes takes for one", async () => {
    const [{ command, env }] = job(await declare()).spec.template.spec.containers;
    assert.doesNotMatch(JSON.stringify([command, env]), /\$\$|\$\([A-Z_]+\)/);
  });

  it("lets the Job and the database talk on one port, and nothing else", async () => {
    const seen = await declare();
    const specs = seen
      .filter(({ type }) => /:NetworkPolicy$/.test(type))
      .map(({ inputs }) => inputs.spec);
    const jobs = { matchLabels: { "shakedown.dev/identity": "vector-schema" } };
    const instances = { matchLabels: { "cnpg.io/cluster": "postgres" } };
    const tcp = [{ protocol: "TCP", port: 5432 }];
    assert.deepEqual(specs, [
      {
        ...{ podSelector: instances, policyTypes: ["Ingress"] },
        ingress: [{ from: [{ podSelector: jobs }], ports: tcp }],
      },
      {
        ...{ podSelector: jobs, policyTypes: ["Egress"] },
        egress: [{ to: [{ podSelector: instances }], ports: tcp }],
      },
    ]);
  });
});

describe("schemaStatements", () => {
  it("makes everything the owner's, whichever of its logins runs it", () => {
    assert.match(schemaStatements(shape), /^\s*set client_min_messages.*\nset role app_owner;/);
  });

  it("names the index after how it is built, so that another build is another index", () => {
    assert.match(schemaStatements(shape), /create index if not exists documents_m16_ef64 on/);
    assert.match(schemaStatements({ ...shape, m: 24 }), /documents_m24_ef64 on/);
  });

  it("drops no table and no row", () => {
    assert.doesNotMatch(schemaStatements(shape), /drop table|delete|truncate/i);
  });
});
