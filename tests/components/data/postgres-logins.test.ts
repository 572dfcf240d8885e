import assert from "node:assert/strict";

import { noSteps } from "../../../components/data/postgres-roles.ts";
import { Postgres, type PostgresArgs } from "../../../components/data/postgres.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { type Registration, only, record, valueOf } from "../../helpers/record.ts";

const args: PostgresArgs = {
  namespace: "shop-data",
  images: imageSets.official,
  api: { addresses: ["192.0.2.1"], ports: [6443] },
  clients: { namespace: "shop", identities: ["database-client"] },
  ...{ instances: 1, storage: "2Gi", poolers: 1, fixedUsers: true, protect: true },
  ...{ monitors: [], podMonitors: false, steps: noSteps },
  size: { cpuRequest: "250m", cpuLimit: "1", memory: "512Mi" },
};
const declare = (changes: Partial<PostgresArgs> = {}) =>
  record(() => new Postgres("pg", { ...args, ...changes }));
const cluster = (seen: Registration[]) =>
  only("kubernetes:postgresql.cnpg.io/v1:Cluster", seen).inputs;

describe("the logins of Postgres", () => {
  it("gives rights to roles that nobody can log in as, and each of them two logins", async () => {
    const { managed, bootstrap } = cluster(await declare()).spec;
    const named = (name: string) => managed.roles.find((each: any) => each.name === name);
    for (const role of ["app_owner", "app", "app_reader", "prober"]) {
      for (const slot of ["a", "b"]) assert.deepEqual(named(`${role}_${slot}`).inRoles, [role]);
      if (role !== "app_owner") assert.equal("login" in named(role), false);
    }
    assert.equal(managed.roles.length, 11);
    const { postInitApplicationSQL } = bootstrap.initdb;
    assert.ok(postInitApplicationSQL.includes("ALTER ROLE app_owner NOLOGIN"));
  });

  it("has nobody bring the owner, whose password each new primary sets, back to what it was", async () => {
    const { managed, bootstrap } = cluster(await declare()).spec;
    const names = managed.roles.map(({ name }: any) => name);
    assert.equal(names.includes(bootstrap.initdb.owner), false);
  });

  it("lets one login of each role in, and takes the password of the other away", async () => {
    const { roles } = cluster(await declare()).spec.managed;
    const [a, b] = ["app_a", "app_b"].map((name) => roles.find((each: any) => each.name === name));
    assert.deepEqual([a.login, a.passwordSecret], [true, { name: "postgres-app-a-login" }]);
    assert.deepEqual([b.login, b.passwordSecret, b.disablePassword], [undefined, undefined, true]);
  });

  it("keeps passwords in Secrets alone, and the owner's beside the database alone", async () => {
    const seen = await declare();
    const open = seen.filter(({ type }) => !/:Secret$/.test(type));
    assert.doesNotMatch(JSON.stringify(open), /mock-password/);
    const secrets = seen.filter(({ type }) => /:Secret$/.test(type));
    const homes = (name: string) =>
      secrets
        .filter(({ inputs }) => inputs.metadata.name === `postgres-${name}-login`)
        .map(({ inputs }) => inputs.metadata.namespace);
    assert.deepEqual(homes("app-owner"), ["shop-data"]);
    assert.deepEqual(homes("app-a"), ["shop-data"]);
    assert.deepEqual(homes("app"), ["shop"]);
  });

  it("refers to no Secret that is not there", async () => {
    const steps = { ...noSteps, app: 1, prober: 2 };
    const seen = await declare({ steps });
    const { managed } = cluster(seen).spec;
    const wanted = managed.roles.flatMap(({ passwordSecret }: any) => passwordSecret?.name ?? []);
    const there = seen
      .filter(
        ({ type, inputs }) => /:Secret$/.test(type) && inputs.metadata.namespace === "shop-data",
      )
      .map(({ inputs }) => inputs.metadata.name);
    assert.equal(wanted.length, 6);
    assert.deepEqual(
      wanted.filter((name: string) => !there.includes(name)),
      [],
    );
  });

  it("is the same to the gate and in its recorded arguments after a rotation", async () => {
    const after = async (app: number) => {
      let made!: Postgres;
      const steps = { ...noSteps, app };
      const seen = await record(() => (made = new Postgres("pg", { ...args, steps })));
      return [await valueOf(made.declared), only("shakedown:data:Postgres", seen).inputs];
    };
    assert.deepEqual(await after(5), await after(0));
  });

  it("names every resource that a rotation of a role changes", async () => {
    const inputsAfter = async (app: number) => {
      const seen = await declare({ steps: { ...noSteps, app } });
      return new Map(seen.map(({ type, name, inputs }) => [`${type}::${name}`, inputs]));
    };
    let made!: Postgres;
    await record(() => (made = new Postgres("pg", args)));
    const urns = await Promise.all(made.rotated.app.map(({ urn }) => valueOf(urn)));
    const before = await inputsAfter(0);
    for (const steps of [1, 2, 3]) {
      for (const [key, inputs] of await inputsAfter(steps)) {
        if (JSON.stringify(inputs) === JSON.stringify(before.get(key))) continue;
        assert.ok(
          urns.some((urn) => urn.endsWith(key)),
          `${key} after ${steps}`,
        );
      }
    }
  });

  it("gives clients name and password in one file as well, which is never half of each", async () => {
    const { inputs } = (await declare()).find(({ name }) => name === "pg-app-client")!;
    const { value } = inputs.stringData; // a secret, as the engine is told
    assert.equal(
      value["pg_service.conf"],
      "[app]\ndbname=app\nuser=app_a\npassword=mock-password\nsslmode=require\n",
    );
    assert.equal(value.username, "app_a");
  });
});
