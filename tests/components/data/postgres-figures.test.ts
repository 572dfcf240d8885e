import assert from "node:assert/strict";

import { parse } from "yaml";

import { noSteps } from "../../../components/data/postgres-roles.ts";
import { Postgres, type PostgresArgs } from "../../../components/data/postgres.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { type Registration, only, record } from "../../helpers/record.ts";

const prometheus = { namespace: "monitoring", labels: { "app.kubernetes.io/name": "prometheus" } };
const args: PostgresArgs = {
  namespace: "shop-data",
  images: imageSets.official,
  api: { addresses: ["192.0.2.1"], ports: [6443] },
  clients: { namespace: "shop", identities: ["database-client"] },
  ...{ instances: 3, storage: "2Gi", poolers: 2, fixedUsers: true, protect: true },
  ...{ monitors: [prometheus], podMonitors: true, steps: noSteps },
  size: { cpuRequest: "250m", cpuLimit: "1", memory: "512Mi" },
};
const declare = (changes: Partial<PostgresArgs> = {}) =>
  record(() => new Postgres("pg", { ...args, ...changes }));
const cluster = (seen: Registration[]) => only("kubernetes:postgresql.cnpg.io/v1:Cluster", seen);
const podMonitors = (seen: Registration[]) =>
  seen.filter(({ type }) => type.endsWith(":PodMonitor")).map(({ inputs }) => inputs);

describe("the figures of Postgres", () => {
  it("may be read by the named monitors, from instances, poolers and operator", async () => {
    const seen = await declare();
    const walls = seen.filter(({ name }) => /-figures-to-/.test(name)).map(({ inputs }) => inputs);
    const open = walls.map(({ spec }) => [
      spec.podSelector.matchLabels,
      spec.ingress[0].ports.map(({ port }: { port: number }) => port),
    ]);
    assert.deepEqual(open, [
      [{ "cnpg.io/cluster": "postgres" }, [9187, 9127]],
      [
        { "app.kubernetes.io/name": "cloudnative-pg", "app.kubernetes.io/instance": "pg-operator" },
        [8080],
      ],
    ]);
    for (const { spec } of walls) {
      assert.deepEqual(spec.policyTypes, ["Ingress"]);
      assert.deepEqual(spec.ingress[0].from, [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
          podSelector: { matchLabels: prometheus.labels },
        },
      ]);
    }
  });

  it("are targets of a Prometheus where the kind exists by which it is told", async () => {
    const told = podMonitors(await declare());
    assert.deepEqual(
      told.map(({ metadata, spec }) => [metadata.name, spec.selector.matchLabels]),
      [
        ["postgres-instances", { "cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance" }],
        [
          "postgres-operator",
          {
            "app.kubernetes.io/name": "cloudnative-pg",
            "app.kubernetes.io/instance": "pg-operator",
          },
        ],
        ["postgres-pooler", { "cnpg.io/poolerName": "postgres-pooler" }],
      ],
    );
    for (const { spec } of told) assert.deepEqual(spec.podMetricsEndpoints, [{ port: "metrics" }]);
    assert.deepEqual(podMonitors(await declare({ podMonitors: false })), []);
  });

  it("tell of commits that wait, standbys that follow, and files that no archive has", async () => {
    const seen = await declare();
    const { metadata, data } = only("kubernetes:core/v1:ConfigMap", seen).inputs;
    const { spec } = cluster(seen).inputs;
    assert.deepEqual(spec.monitoring.customQueriesConfigMap, [
      { name: metadata.name, key: "queries" },
    ]);
    assert.ok(cluster(seen).dependsOn.includes("pg-figures"), "they are there before it asks");
    const told = Object.entries(parse(data.queries)).flatMap(([name, { metrics }]: any) =>
      metrics.flatMap((metric: object) => Object.keys(metric).map((key) => `${name}_${key}`)),
    );
    for (const figure of ["sessions_waiting_for_standby", "standbys_synchronous"]) {
      assert.ok(told.includes(`shakedown_${figure}`), `${figure} in ${told.join(", ")}`);
    }
    for (const figure of ["replay_lag_seconds", "archive_waiting"]) {
      assert.ok(told.includes(`shakedown_${figure}`), `${figure} in ${told.join(", ")}`);
    }
  });

  it("are asked outside the application's database, where nobody needs a right", async () => {
    const { data } = only("kubernetes:core/v1:ConfigMap", await declare()).inputs;
    const places = Object.values(parse(data.queries)).map((query: any) => query.target_databases);
    assert.deepEqual([...new Set(places.flat())], ["postgres"]);
  });

  it("are collected by who may enter the application's database, and do no more there", async () => {
    const { initdb } = cluster(await declare()).inputs.spec.bootstrap;
    const granted = initdb.postInitApplicationSQL.filter((each: string) => /pg_monitor/.test(each));
    assert.deepEqual(granted, ["GRANT CONNECT ON DATABASE app TO pg_monitor"]);
  });

  it("are nobody's where no monitor is named", async () => {
    const seen = await declare({ monitors: [] });
    assert.deepEqual(podMonitors(seen), []);
    assert.deepEqual(
      seen.filter(({ name }) => name.includes("figures")),
      [],
    );
    assert.equal("monitoring" in cluster(seen).inputs.spec, false);
  });
});
