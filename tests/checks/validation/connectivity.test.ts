import assert from "node:assert/strict";

import type { ConnectivitySpec, Probe } from "../../../checks/run/plan.ts";
import { checkConnectivity } from "../../../checks/validation/connectivity.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const password = { name: "database", key: "password" };
const database = { host: "database.shop.svc", port: 5432 };
const http: Probe = {
  kind: "http",
  name: "backend -> api",
  image: "nginx",
  url: "http://api.shop.svc/v1",
  status: 200,
};
const postgres: Probe = {
  kind: "postgres",
  name: "backend -> database",
  image: "postgres",
  ...database,
  database: "shop",
  user: "shop",
  password,
};
const redis: Probe = {
  kind: "redis",
  name: "backend -> cache",
  image: "redis",
  host: "cache.shop.svc",
  port: 6379,
  password: { name: "cache", key: "password" },
};
const refused: Probe = {
  kind: "refused",
  name: "database is refused",
  image: "nginx",
  ...database,
};

const identity = (name: string) => ({
  namespace: "shop",
  serviceAccountName: name,
  labels: { client: name },
});
const spec = (...probes: Probe[]): ConnectivitySpec => ({
  kind: "connectivity",
  from: [{ identity: identity("backend"), probes }],
  timeoutSeconds: 60,
});

/** Runs the check on a cluster whose probes end with these codes and last words. */
async function check(plan: ConnectivitySpec, exits: number[], said: string[] = []) {
  const cluster = new FakeCluster();
  let made = 0;
  cluster.onCreate = (job) => {
    if (job.kind !== "Job") return;
    const codes = job.spec.template.spec.containers.map(() => exits[made++]!);
    cluster.add(endedPod(job, (name) => codes[Number(name.split("-")[1])]!));
  };
  said.forEach((line, index) => cluster.log.set(`probe-${index}`, line));
  const found = await checkConnectivity("connectivity", plan, cluster, new FakeClock(), () => {});
  return { ...found, cluster };
}

describe("checkConnectivity", () => {
  it("passes where every conversation went as declared", async () => {
    const plan = spec(http, postgres, redis, refused);

    const { verdict, evidence } = await check(plan, [0, 0, 0, 0], ["status 200\n"]);
    assert.equal(verdict, "pass");
    assert.equal(evidence[0]!.value, "status 200");
    assert.deepEqual(
      evidence.map(({ target }) => target),
      [
        "status 200 at http://api.shop.svc/v1",
        "a row written and read at database.shop.svc:5432",
        "a key written and read at cache.shop.svc:6379",
        "no connection to database.shop.svc:5432",
      ],
    );
  });

  it("fails with what the client said", async () => {
    const { verdict, reason } = await check(spec(http), [1], ["curl: (7) Failed to connect"]);

    assert.equal(verdict, "fail");
    assert.equal(reason, "backend -> api: curl: (7) Failed to connect");
  });

  it("fails where a connection that has to be refused is let through", async () => {
    const { verdict } = await check(spec(postgres, refused), [0, 1], ["", "it was let through"]);

    assert.equal(verdict, "fail");
  });

  it("is an error where the probe itself broke", async () => {
    const { verdict, reason } = await check(spec(http), [127], ["sh: curl: not found"]);

    assert.equal(verdict, "error");
    assert.match(reason, /sh: curl: not found/);
  });

  it("takes a refusal for no proof where those who are let in are not answered either", async () => {
    const { evidence } = await check(spec(postgres, refused), [1, 0]);

    assert.equal(evidence[1]!.verdict, "error");
    assert.match(evidence[1]!.reason!, /the refusal proves nothing/);
  });

  it("warns of a refusal where no other probe shows that anything listens", async () => {
    const { verdict, reason } = await check(spec(refused), [0]);

    assert.equal(verdict, "warn");
    assert.match(reason, /declare one that is let in/);
  });

  it("finds the one that is let in behind the address of a URL", async () => {
    const web: Probe = { ...refused, host: "api.shop.svc", port: 80 };

    assert.equal((await check(spec(http, web), [0, 0])).verdict, "pass");
  });

  it("passes passwords by reference alone", async () => {
    const { cluster } = await check(spec(postgres, redis), [0, 0]);

    const [one, two] = cluster.created[0].spec.template.spec.containers;
    const byReference = (container: any) => container.env.filter((each: any) => each.valueFrom);
    assert.deepEqual(byReference(one), [
      { name: "PGPASSWORD", valueFrom: { secretKeyRef: password } },
    ]);
    assert.deepEqual(byReference(two), [
      { name: "REDISCLI_AUTH", valueFrom: { secretKeyRef: { name: "cache", key: "password" } } },
    ]);
  });

  it("makes a pod for each identity, and leaves nothing behind", async () => {
    const plan = spec(http);
    plan.from.push({ identity: identity("frontend"), probes: [http] });

    const { cluster } = await check(plan, [0, 0]);
    const accounts = cluster.created.map((job) => job.spec.template.spec.serviceAccountName);
    assert.deepEqual(accounts, ["backend", "frontend"]);
    assert.deepEqual(
      cluster.objects.filter(({ kind }) => kind !== "Pod"),
      [],
    );
  });
});
