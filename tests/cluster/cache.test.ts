import assert from "node:assert/strict";

import { until } from "../../embedded/node/wait.ts";
import { projectFolder } from "./harness.ts";
import { kubectl, kubectlJson } from "./kubectl.ts";
import { Stack } from "./kubernetes-plugin-stack.ts";

const namespace = "cache-test";

/** Redis as the program declares it, in a guarded namespace, with a volume of that size. */
const programOf = (storage: string) => `
const room = (path) => import("${projectFolder}components/" + path);
const { Redis, namesUsers, readVolume } = await room("data/index.ts");
const { StagingCluster, discover, readLive } = await room("cluster/index.ts");
const { settingsFrom } = await room("settings.ts");
const redis = { maxMemory: "16Mi", persistence: { enabled: true, storage: "${storage}" } };
const given = { images: { set: "embedded" }, data: { redis } };
const config = Object.entries(given).map(([key, value]) => ["test:" + key, JSON.stringify(value)]);
const { images, quotas, data } = settingsFrom(Object.fromEntries(config), "test", "test");
const access = {};
const facts = await discover(access, { profile: "web-app" });
const home = { namespace: "${namespace}", quota: quotas.app, accounts: { redis: [] } };
const staging = new StagingCluster("staging", { access, dns: facts.dns, namespaces: { home } });
new Redis("redis", {
  ...data.redis, namespace: "${namespace}", serviceAccountName: "redis", images,
  clients: ["client"], fixedUsers: namesUsers(facts),
  live: await readVolume(data.redis.persistence, "${namespace}", (path) => readLive(access, path)),
}, { provider: staging.provider, dependsOn: staging });
`;

/** The client's program and password; Redis's own pod has the one, not the other. */
async function client(): Promise<string> {
  const { data } = await kubectlJson<{ data: { password: string } }>([
    ...["get", "secret", "redis-login", "-n", namespace],
  ]);
  return `REDISCLI_AUTH=${Buffer.from(data.password, "base64")} redis-cli --no-auth-warning`;
}

const asClient = async (command: string) => inPod(`${await client()} ${command}`);

/** Sets that many keys to 4,000 letters each. */
const fill = async (keys: number) =>
  inPod(`value=$(head -c 4000 /dev/zero | tr '\\0' v)
    for i in $(seq ${keys}); do echo "SET k$i $value"; done | ${await client()} --pipe`);

const inPod = (script: string) =>
  kubectl(["exec", "-n", namespace, "redis-0", "--container", "redis", "--", "sh", "-c", script]);

/** A figure that the exporter shows. */
async function figure(name: string): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods/redis-0:9121/proxy/metrics`;
  const text = await kubectl(["get", "--raw", path]);
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

interface Pod {
  status: { containerStatuses: { restartCount: number }[] };
}

describe("Redis on a cluster", function () {
  this.timeout(180_000);
  let stack: Stack;

  before(async () => {
    stack = await Stack.create();
    const made = await stack.up(programOf("512Mi"));
    assert.ok(made.ok, made.output);
  });
  after(() => stack.remove());

  it("has nothing to do a second time", async () => {
    const { ok, output } = await stack.up(programOf("512Mi"));
    assert.ok(ok, output);
    assert.doesNotMatch(output, /created|updated|replaced|deleted/);
  });

  it("lets a client use keys, and neither the server nor all of them", async () => {
    assert.equal(await asClient("SET mine 1"), "OK");
    for (const command of ["CONFIG GET maxmemory", "FLUSHALL", "KEYS '*'", "SHUTDOWN"]) {
      assert.match(await asClient(command), /^NOPERM/, command);
    }
    assert.match(await inPod("redis-cli PING"), /^NOAUTH/);
  });

  it("shows its exporter figures, and not one key", async () => {
    assert.equal(await figure("redis_up"), 1);
    const exporter =
      "REDISCLI_AUTH=$(cat /run/secrets/exporter/password) redis-cli --user exporter";
    for (const command of ["GET mine", "SCAN 0", "SLOWLOG GET", "CONFIG GET requirepass"]) {
      assert.match(await inPod(`${exporter} ${command} 2>&1`), /NOPERM/, command);
    }
  });

  it("makes room where its memory is full, and goes on", async () => {
    await fill(8000);

    assert.ok((await figure("redis_evicted_keys_total")) > 1000);
    assert.ok((await figure("redis_memory_used_bytes")) <= 17 * 2 ** 20);
    const { status } = await kubectlJson<Pod>(["get", "pod", "redis-0", "-n", namespace]);
    assert.deepEqual(
      status.containerStatuses.map(({ restartCount }) => restartCount),
      [0, 0],
    );
  });

  it("keeps what it acknowledged when its pod is deleted", async () => {
    assert.equal(await asClient("SET kept still"), "OK");
    await kubectl(["delete", "pod", "redis-0", "-n", namespace, "--grace-period=1"]);

    const value = () => asClient("GET kept").catch(() => "");
    assert.ok(await until(async () => (await value()) === "still", 60_000, 500));
  });

  it("refuses a smaller volume before anything is changed", async () => {
    const { ok, output } = await stack.up(programOf("256Mi"));

    assert.equal(ok, false);
    assert.match(output, /data\.redis\.persistence\.storage is "256Mi": at least 512Mi is needed/);
  });
});
