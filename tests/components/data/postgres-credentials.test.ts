import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import type { Credential } from "../../../checks/run/plan.ts";
import { credentialsOf } from "../../../components/data/postgres-credentials.ts";
import { noSteps } from "../../../components/data/postgres-roles.ts";
import { record, valueOf } from "../../helpers/record.ts";

const addresses = { pooler: "pg-pooler.data.svc:5432", primary: "pg-rw.data.svc:5432" };
const trial = { rows: 1000, queries: 10, minRecall: 0.9, p95Milliseconds: 50 };
const vectors = { dimensions: 8, m: 16, efConstruction: 64, efSearch: 100, trial };
const args = {
  namespace: "data",
  client: { namespace: "shop", serviceAccountName: "database-client" },
  images: { nginx: "nginx:1", postgres: "postgres:17" },
  rotation: { graceSeconds: 120, steps: noSteps },
};

async function credentials(changes: object = {}): Promise<Record<string, Credential>> {
  let made!: pulumi.Output<Record<string, Credential>>;
  const rotated = { app_owner: [], app: [], app_reader: [], prober: [] };
  await record(() => {
    made = credentialsOf({ addresses, rotated }, { ...args, ...changes });
  });
  return valueOf(made);
}

describe("credentialsOf", () => {
  it("says which login goes and which one comes, by turns", async () => {
    const turn = async (app: number) => {
      const steps = { ...noSteps, app };
      const found = await credentials({ rotation: { ...args.rotation, steps } });
      const { from, to } = found["app"]!.spec;
      return [from, to.name, to.secretName];
    };
    assert.deepEqual(await turn(0), ["app_a", "app_b", "postgres-app-b-login"]);
    assert.deepEqual(await turn(2), ["app_a", "app_b", "postgres-app-b-login"]);
    assert.deepEqual(await turn(3), ["app_b", "app_a", "postgres-app-a-login"]);
  });

  it("asks as the owner from beside the database, and as the others from where clients are", async () => {
    const found = await credentials({ vectors });
    const places = Object.entries(found).map(([name, { spec }]) => [name, spec.identity.namespace]);
    assert.deepEqual(Object.fromEntries(places), {
      ...{ app_owner: "data", app: "shop", app_reader: "shop", prober: "shop" },
    });
  });

  it("leaves the owner out where nobody is let through to the database as such", async () => {
    assert.deepEqual(Object.keys(await credentials()).sort(), ["app", "app_reader", "prober"]);
  });

  it("writes a row as the role that may, and leaves none behind", async () => {
    const { statement } = (await credentials({ vectors }))["app"]!.spec;
    assert.match(statement, /^begin; insert into vectors\.documents .*; delete from .*; commit$/);
  });
});
