import assert from "node:assert/strict";

import type { CheckSpec } from "../../../checks/run/plan.ts";
import type { CacheRef } from "../../../components/shared/cache.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { webAppChecks } from "../../../components/workloads/web-app-checks.ts";

const thresholds = { p95Milliseconds: 200, p99Milliseconds: 400, errorRate: 0.01 };
const cache: CacheRef = {
  ...{ host: "redis.shop.svc", port: 6379, identity: "redis" },
  password: { name: "redis-login", key: "password" },
  workload: { kind: "StatefulSet", namespace: "shop", name: "redis" },
};
const checks = webAppChecks({
  cache,
  namespace: "shop",
  workloads: [{ kind: "Deployment", namespace: "shop", name: "frontend" }],
  images: imageSets.embedded,
  loadGenerator: { namespace: "shop-load", serviceAccountName: "load-generator" },
  load: {
    ...{ ratePerSecond: 50, durationSeconds: 30, warmUpSeconds: 5, maxVUs: 60 },
    ...{ cpuRequest: "250m", cpuLimit: "1", memory: "128Mi", thresholds },
  },
  checks: {
    ...{ timeoutSeconds: 60, windowSeconds: 20, maxRestarts: 0 },
    maxShareOfLimit: { cpu: 0.9, memory: 0.8 },
  },
});
const specOf = <K extends CheckSpec["kind"]>(kind: K) =>
  checks.find(({ spec }) => spec.kind === kind)!.spec as CheckSpec & { kind: K };

describe("webAppChecks", () => {
  it("come in the order in which a failure says the most", () => {
    assert.deepEqual(
      checks.map(({ name }) => name),
      ["health", "connectivity", "load", "resources"],
    );
  });

  it("prove the stores by a query and a SET with the backend's identity", () => {
    const backend = specOf("connectivity").from.find(
      ({ identity }) => identity.serviceAccountName === "backend",
    )!;
    assert.deepEqual(backend.identity.labels, { "shakedown.dev/identity": "backend" });
    assert.deepEqual(
      backend.probes.map((probe) => [probe.kind, "host" in probe && probe.host]),
      [
        ["postgres", "database.shop.svc"],
        ["redis", "redis.shop.svc"],
      ],
    );
  });

  it("prove that a request to the frontend reaches the backend", () => {
    const [load] = specOf("connectivity").from;
    const probe = load!.probes.find(({ name }) => name.endsWith("frontend -> backend"))!;
    assert.equal(probe.kind === "http" && probe.url, "http://frontend.shop.svc/api");
    assert.equal(probe.kind === "http" && probe.body, '"backend"');
  });

  it("prove that nobody but the backend gets through to the stores", () => {
    const refused = specOf("connectivity").from.flatMap(({ identity, probes }) =>
      probes
        .filter(({ kind }) => kind === "refused")
        .map((probe) => `${identity.serviceAccountName} ${"host" in probe && probe.host}`),
    );
    assert.deepEqual(refused, [
      "load-generator backend.shop.svc",
      "load-generator database.shop.svc",
      "load-generator redis.shop.svc",
      "frontend database.shop.svc",
    ]);
  });

  it("pass the load's profile and thresholds on as they are", () => {
    const { profile, thresholds: passed, baseUrl } = specOf("load");
    assert.deepEqual(profile, {
      ...{ ratePerSecond: 50, durationSeconds: 30, warmUpSeconds: 5, maxVUs: 60 },
    });
    assert.deepEqual(passed, thresholds);
    assert.equal(baseUrl, "http://frontend.shop.svc");
  });
});
