import assert from "node:assert/strict";
import { join } from "node:path";

import { until } from "../../embedded/node/wait.ts";
import { builtTools } from "../../embedded/toolchain/index.ts";
import { quiet } from "../helpers/quiet.ts";
import { projectFolder } from "./harness.ts";
import { kubectl, kubectlJson } from "./kubectl.ts";
import { Stack } from "./kubernetes-plugin-stack.ts";
import { resultsOf } from "./stack-checks.ts";

const data = "database-test";
const clients = "database-test-clients";
const strangers = "database-test-strangers";
/** The room of data as the program enters it, with guarded namespaces, on one node. */
const programOf = (releases: Releases, { storage = "512Mi", backups = false }) => `
const room = (path) => import("${projectFolder}components/" + path);
const { DataServices, readData } = await room("data/index.ts");
const { StagingCluster, discover, readLive } = await room("cluster/index.ts");
const { settingsFrom } = await room("settings.ts");
const monitors = [{ namespace: "monitoring", labels: { app: "prometheus" } }];
const postgres = { definitions: "${releases.postgres}", instances: 1, poolers: 1, storage: "${storage}",
  cpuRequest: "50m", memory: "256Mi", monitors };
const vectors = { trial: { queries: 20 } };
const backup = { enabled: ${backups}, definitions: "${releases.backup}", archiveSeconds: 5 };
const given = { images: { set: "embedded" }, data: { postgres, vectors, backup } };
const config = Object.entries(given).map(([key, value]) => ["test:" + key, JSON.stringify(value)]);
const settings = settingsFrom(Object.fromEntries(config), "test", "test");
const access = {};
const facts = await discover(access, { profile: "web-app" });
const quota = settings.quotas.data;
const home = (namespace, ...names) =>
  ({ namespace, quota, accounts: Object.fromEntries(names.map((name) => [name, []])) });
const staging = new StagingCluster("staging", { access, dns: facts.dns, namespaces: {
  data: home("${data}", "vector-schema", "object-store"), clients: home("${clients}", "client"), strangers: home("${strangers}", "stranger") } });
const services = new DataServices("data", {
  ...settings.data, images: settings.images, checks: settings.checks, facts, instances: 1, protect: false,
  namespace: "${data}", ...(await readData(settings.data, "${data}", (path) => readLive(access, path))),
  client: { namespace: "${clients}", serviceAccountName: "client" },
  stranger: { namespace: "${strangers}", serviceAccountName: "stranger" },
}, { provider: staging.provider, dependsOn: staging });
export const checks = services.checks;
`;

/** Manifests with the definitions of what the operator, and its plugin for backups, understand. */
interface Releases {
  postgres: string;
  backup: string;
}

/** A figure that the instance shows. */
async function figure(name: string): Promise<number> {
  const path = `/api/v1/namespaces/${data}/pods/postgres-1:9187/proxy/metrics`;
  const text = await kubectl(["get", "--raw", path]);
  return Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, "m").exec(text)?.[1]);
}

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
  let program: (changes?: Parameters<typeof programOf>[1]) => string;

  before(async () => {
    const tools = await builtTools(["cloudnative-pg", "barman-cloud"], quiet);
    const releases = {
      postgres: join(tools["cloudnative-pg"], "release.yaml"),
      backup: join(tools["barman-cloud"], "release.yaml"),
    };
    program = (changes = {}) => programOf(releases, changes);
    stack = await Stack.create();
    const made = await stack.up(program());
    assert.ok(made.ok, made.output);
  });
  after(() => stack.remove());

  /** Runs the named checks of the stack, and holds all of them to pass. */
  async function passes(...names: string[]): Promise<void> {
    const results = await resultsOf(stack, names);

    const found = results.map(({ name, verdict, reason }) => [name, verdict, reason]);
    assert.deepEqual(
      found.map(([name, verdict]) => [name, verdict]),
      names.map((name) => [name, "pass"]),
      JSON.stringify(found, null, 2),
    );
  }

  it("passes its own checks: health, who may connect, and what the index of vectors finds", () =>
    passes("database-health", "database-connectivity", "vectors"));

  it("shows all figures from its first start on", async () => {
    const bytes = () => figure("cnpg_shakedown_database_bytes").catch(() => 0);
    assert.ok(await until(async () => (await bytes()) > 0, 60_000, 500));
    assert.equal(await figure("cnpg_last_error"), 0);
  });

  it("has nothing to do a second time", async () => {
    const { ok, output } = await stack.up(program());
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
    const { ok, output } = await stack.up(program({ storage: "256Mi" }));

    assert.equal(ok, false);
    assert.match(output, /data\.postgres\.storage is "256Mi": at least 512Mi is needed/);
    assert.equal((await cluster()).spec.storage.size, "512Mi");
  });

  it("is backed up once it is told to be, loses no row by that, and is restored in a drill", async () => {
    const { ok, output } = await stack.up(program({ backups: true }));
    assert.ok(ok, output);
    assert.equal(await psql("select count(*) from kept"), "1000");
    await passes("restore"); // it makes the first change that is archived
    await passes("database-health");

    const again = await stack.up(program({ backups: true }));
    assert.ok(again.ok, again.output);
    assert.doesNotMatch(again.output, /created|updated|replaced|deleted/);
  });
});

describe("Definitions on a cluster", function () {
  this.timeout(60_000);
  const name = "things.conflict.shakedown.dev";
  const kind = (property: string) => ({
    ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    metadata: { name },
    spec: {
      group: "conflict.shakedown.dev",
      names: { kind: "Thing", listKind: "ThingList", plural: "things", singular: "thing" },
      scope: "Namespaced",
      versions: [
        {
          ...{ name: "v1", served: true, storage: true },
          schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: property } } } },
        },
      ],
    },
  });
  const program = (property: string) => `
const { Definitions } = await import("${projectFolder}components/data/definitions.ts");
new Definitions("kinds", { definitions: [${JSON.stringify(kind(property))}] });
`;
  const declared = () =>
    kubectlJson<ReturnType<typeof kind>>(["get", "crd", name]).then(
      ({ spec }) => spec.versions[0]!.schema.openAPIV3Schema.properties.spec.type,
    );
  let stack: Stack;

  before(async () => {
    stack = await Stack.create();
    await kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify(kind("string")));
  });
  after(async () => {
    await stack.remove();
    await kubectl(["delete", "crd", name]);
  });

  it("refuse to change somebody else's, and say whose it is", async () => {
    const { ok, output } = await stack.up(program("integer"));

    assert.equal(ok, false);
    assert.match(output, /conflict/i);
    assert.match(output, /kubectl/);
    assert.equal(await declared(), "string");
  });

  it("take over somebody else's that are the same", async () => {
    const { ok, output } = await stack.up(program("string"));
    assert.ok(ok, output);
    await stack.must("destroy", "--yes", "--skip-preview");
    assert.equal(await declared(), "string");
  });
});
