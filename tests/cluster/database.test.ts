import assert from "node:assert/strict";
import { join } from "node:path";

import { type CheckSpec, runAll } from "../../checks/index.ts";
import { until } from "../../embedded/node/wait.ts";
import { builtTools } from "../../embedded/toolchain/index.ts";
import { projectFolder } from "./harness.ts";
import { kubectl, kubectlJson } from "./kubectl.ts";
import { Stack, testKubeconfig } from "./kubernetes-plugin-stack.ts";

const data = "database-test";
const clients = "database-test-clients";
const strangers = "database-test-strangers";
const quiet = {
  step: <T>(_: string, work: (report: () => void) => Promise<T>) => work(() => {}),
  note() {},
};

/** The room of data as the program enters it, with guarded namespaces, on one node. */
const programOf = (release: string, storage: string) => `
const room = (path) => import("${projectFolder}components/" + path);
const { DataServices, readData } = await room("data/index.ts");
const { StagingCluster, discover, readLive } = await room("cluster/index.ts");
const { settingsFrom } = await room("settings.ts");
const postgres = { definitions: "${release}", instances: 1, poolers: 1, storage: "${storage}",
  cpuRequest: "50m", memory: "256Mi" };
const vectors = { trial: { queries: 20 } };
const given = { images: { set: "embedded" }, data: { postgres, vectors, backup: { enabled: false } } };
const config = Object.entries(given).map(([key, value]) => ["test:" + key, JSON.stringify(value)]);
const settings = settingsFrom(Object.fromEntries(config), "test", "test");
const access = {};
const facts = await discover(access, { profile: "web-app" });
const quota = settings.quotas.data;
const home = (namespace, account) => ({ namespace, quota, accounts: account ? { [account]: [] } : {} });
const staging = new StagingCluster("staging", { access, dns: facts.dns, namespaces: {
  data: home("${data}", "vector-schema"), clients: home("${clients}", "client"), strangers: home("${strangers}", "stranger") } });
const services = new DataServices("data", {
  ...settings.data, images: settings.images, checks: settings.checks, facts, instances: 1, protect: false,
  namespace: "${data}", ...(await readData(settings.data, "${data}", (path) => readLive(access, path))),
  client: { namespace: "${clients}", serviceAccountName: "client" },
  stranger: { namespace: "${strangers}", serviceAccountName: "stranger" },
}, { provider: staging.provider, dependsOn: staging });
export const checks = services.checks;
`;

const psql = (sql: string) =>
  kubectl([
    ...["exec", "--namespace", data, "postgres-1", "--container", "postgres", "--"],
    ...["psql", "--username", "postgres", "--tuples-only", "--no-align"],
    ...["--dbname", "app", "--command", sql],
  ]);

interface LiveCluster {
  spec: { storage: { size: string } };
  status: { readyInstances?: number; phase?: string };
}
const cluster = () =>
  kubectlJson<LiveCluster>(["get", "clusters.postgresql.cnpg.io", "postgres", "-n", data]);

describe("PostgreSQL on a cluster", function () {
  this.timeout(300_000);
  let stack: Stack;
  let program: (storage: string) => string;

  before(async () => {
    const { "cloudnative-pg": tools } = await builtTools(["cloudnative-pg"], quiet);
    program = (storage) => programOf(join(tools, "release.yaml"), storage);
    stack = await Stack.create();
    const made = await stack.up(program("512Mi"));
    assert.ok(made.ok, made.output);
  });
  after(() => stack.remove());

  it("passes its own checks: health, who may connect, and what the index of vectors finds", async () => {
    const checks = JSON.parse(await stack.must("stack", "output", "checks", "--json")) as {
      name: string;
      spec: CheckSpec;
    }[];
    const { checks: results } = await runAll(
      {
        ...{ schemaVersion: "1", stack: "test", cluster: { kubeconfig: testKubeconfig() } },
        directories: {
          runs: join(stack.folder, "runs"),
          baselines: join(stack.folder, "baselines"),
        },
        checks: checks.map((check) => ({ ...check, digest: "" })),
      },
      undefined,
      () => {},
    );

    const found = results.map(({ name, verdict, reason }) => [name, verdict, reason]);
    assert.deepEqual(
      found.map(([name, verdict]) => [name, verdict]),
      ["database-health", "database-connectivity", "vectors"].map((name) => [name, "pass"]),
      JSON.stringify(found, null, 2),
    );
  });

  it("has nothing to do a second time", async () => {
    const { ok, output } = await stack.up(program("512Mi"));
    assert.ok(ok, output);
    assert.doesNotMatch(output, /created|updated|replaced|deleted/);
  });

  it("keeps its rows when its pod is killed", async () => {
    await psql("create table kept (id int); insert into kept select generate_series(1, 1000)");
    await kubectl(["delete", "pod", "postgres-1", "-n", data, "--force", "--grace-period=0"]);

    const rows = () => psql("select count(*) from kept").catch(() => "");
    assert.ok(await until(async () => (await rows()) === "1000", 120_000, 500));
  });

  it("refuses a smaller volume before anything is changed", async () => {
    const { ok, output } = await stack.up(program("256Mi"));

    assert.equal(ok, false);
    assert.match(output, /data\.postgres\.storage is "256Mi": at least 512Mi is needed/);
    assert.equal((await cluster()).spec.storage.size, "512Mi");
  });
});
