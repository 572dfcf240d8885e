import assert from "node:assert/strict";

import { imageSets } from "../../../components/shared/versions.ts";
import { WebAppStack, type WebAppStackArgs } from "../../../components/workloads/index.ts";
import { type Registration, record, valueOf } from "../../helpers/record.ts";

const size = { cpuRequest: "50m", cpuLimit: "500m", memory: "64Mi" } as const;
const args: WebAppStackArgs = {
  namespace: "shop",
  accounts: {},
  loadGenerator: { namespace: "shop-load", serviceAccountName: "load-generator" },
  images: imageSets.official,
  frontend: { ...size, replicas: 2 },
  backend: { ...size, replicas: 3 },
  database: { ...size, memory: "256Mi", storage: "1Gi" },
  cache: {
    ...{ host: "redis.shop.svc", port: 6379, identity: "redis" },
    password: { name: "redis-login", key: "password" },
    workload: { kind: "StatefulSet", namespace: "shop", name: "redis" },
  },
  load: {
    ...size,
    ...{ ratePerSecond: 50, durationSeconds: 30, warmUpSeconds: 5, maxVUs: 50 },
    thresholds: { p95Milliseconds: 200, p99Milliseconds: 400, errorRate: 0.01 },
  },
  checks: {
    ...{ timeoutSeconds: 60, windowSeconds: 20, maxRestarts: 0 },
    maxShareOfLimit: { cpu: 0.9, memory: 0.9 },
  },
};

describe("WebAppStack", () => {
  let stack: WebAppStack;
  let seen: Registration[];
  const inputsOf = (type: string, name: string) =>
    seen.find((each) => each.type === type && each.name === name)!.inputs;
  const containerOf = (kind: string, service: string) =>
    inputsOf(`kubernetes:apps/v1:${kind}`, `web-app-${service}`).spec.template.spec.containers[0];

  before(async () => {
    seen = await record(() => (stack = new WebAppStack("web-app", args)));
  });

  it("has a frontend, a backend and a database, each at its address", async () => {
    const addresses = Object.entries(stack.addresses);
    const known = await Promise.all(addresses.map(async ([k, at]) => [k, await valueOf(at)]));
    assert.deepEqual(Object.fromEntries(known), {
      frontend: "frontend.shop.svc:80",
      backend: "backend.shop.svc:8080",
      database: "database.shop.svc:5432",
    });
  });

  it("runs as many frontends and backends as it was told", () => {
    const replicas = (service: string) =>
      inputsOf("kubernetes:apps/v1:Deployment", `web-app-${service}`).spec.replicas;
    assert.deepEqual([replicas("frontend"), replicas("backend")], [2, 3]);
  });

  it("gives every container three probes, and another for being ready than for being alive", () => {
    const containers = [
      ...["frontend", "backend"].map((service) => containerOf("Deployment", service)),
      containerOf("StatefulSet", "database"),
    ];
    for (const { startupProbe, readinessProbe, livenessProbe } of containers) {
      assert.ok(startupProbe && readinessProbe && livenessProbe);
      const handler = ({ httpGet, exec, tcpSocket }: any) => ({ httpGet, exec, tcpSocket });
      assert.notDeepEqual(handler(readinessProbe), handler(livenessProbe));
    }
  });

  it("hands passwords over as files of a Secret, never in an environment or a command", () => {
    const workloads = seen.filter(({ type }) => type.startsWith("kubernetes:apps/v1:"));
    assert.doesNotMatch(JSON.stringify(workloads), /mock-password|secretKeyRef|secretRef/);
    const { stringData } = inputsOf("kubernetes:core/v1:Secret", "web-app-database");
    assert.match(JSON.stringify(stringData), /"password":"mock-password"/);
  });

  it("has its health and its use of resources proved together with that of its cache", () => {
    for (const kind of ["health", "resources"]) {
      const spec = stack.checks.find((check) => check.spec.kind === kind)!.spec;
      const names = "workloads" in spec && spec.workloads.map(({ name }) => name);
      assert.deepEqual(names, ["frontend", "backend", "database", "redis"]);
    }
  });

  it("lets the load out to the frontend alone", () => {
    const { metadata, spec } = inputsOf(
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "web-app-load",
    );
    assert.equal(metadata.namespace, "shop-load");
    assert.deepEqual(spec.egress[0].to[0], {
      podSelector: { matchLabels: { "shakedown.dev/identity": "frontend" } },
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
    });
  });

  it("lets the frontend be called from the load's namespace, and the database by the backend alone", () => {
    const clients = (service: string) =>
      inputsOf("kubernetes:networking.k8s.io/v1:NetworkPolicy", `web-app-${service}`).spec
        .ingress[0].from;
    const backend = { podSelector: { matchLabels: { "shakedown.dev/identity": "backend" } } };
    assert.deepEqual(clients("database"), [backend]);
    const { egress } = inputsOf(
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "web-app-backend",
    ).spec;
    assert.deepEqual(egress[1], {
      to: [{ podSelector: { matchLabels: { "shakedown.dev/identity": "redis" } } }],
      ports: [{ protocol: "TCP", port: 6379 }],
    });
    assert.deepEqual(clients("frontend"), [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop-load" } } },
    ]);
  });

  it("names its configuration after the content, which is never changed in place", () => {
    const { metadata, immutable } = inputsOf("kubernetes:core/v1:ConfigMap", "frontend-files");
    assert.equal(immutable, true);
    const { volumes } = inputsOf("kubernetes:apps/v1:Deployment", "web-app-frontend").spec.template
      .spec;
    assert.equal(volumes[0].configMap.name, metadata.name);
    assert.match(metadata.name, /^frontend-[0-9a-f]{8}$/);
  });
});
