import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import type { CheckSpec } from "../../../checks/index.ts";
import { plannedChecks } from "../../../components/gate/gate.ts";
import { Gate, type GateArgs } from "../../../components/gate/index.ts";
import { type Registration, record, valueOf } from "../../helpers/record.ts";

const health: CheckSpec = { kind: "health", workloads: [], timeoutSeconds: 60 };
const load: CheckSpec = {
  kind: "load",
  identity: { namespace: "l", serviceAccountName: "l", labels: {} },
  image: "k6:1",
  script: "web-app.js",
  baseUrl: "http://frontend",
  profile: { ratePerSecond: 1, durationSeconds: 5, warmUpSeconds: 0, maxVUs: 1 },
  thresholds: { p95Milliseconds: 1, p99Milliseconds: 2, errorRate: 0 },
  resources: { requests: {}, limits: {} },
};
const args: GateArgs = {
  stack: "staging",
  cluster: { context: "staging" },
  directories: { runs: ".shakedown/runs", baselines: "baselines" },
  namespace: "shop",
  checks: [
    { name: "health", spec: health },
    { name: "load", spec: load },
  ],
  declared: { image: "nginx:1" },
  proves: [],
};

async function gateOf(change: Partial<GateArgs> = {}) {
  let gate!: Gate;
  const seen = await record(() => (gate = new Gate("gate", { ...args, ...change })));
  const records = seen.filter(({ type }) => type === "kubernetes:core/v1:ConfigMap");
  return { gate, records };
}
const digests = (records: Registration[]) => records.map(({ inputs }) => inputs.data.digest);

describe("Gate", () => {
  it("keeps one record for each check, under a name that stays", async () => {
    const { records } = await gateOf();

    const names = records.map(({ inputs }) => inputs.metadata.name);
    assert.deepEqual(names, ["gate-health", "gate-load"]);
    assert.deepEqual(Object.keys(records[0]!.inputs.data), ["check", "digest", "plan"]);
    assert.equal(records[0]!.inputs.metadata.namespace, "shop");
  });

  it("leaves every record as it is when nothing has changed", async () => {
    const [first, second] = [await gateOf(), await gateOf()];
    assert.deepEqual(digests(first.records), digests(second.records));
  });

  it("asks for every check again when what was declared changes", async () => {
    const before = digests((await gateOf()).records);
    const after = digests((await gateOf({ declared: { image: "nginx:2" } })).records);
    assert.deepEqual(
      before.map((each, at) => each === after[at]),
      [false, false],
    );
  });

  it("asks for the load alone again when its thresholds change", async () => {
    const before = digests((await gateOf()).records);
    const stricter = { ...load, thresholds: { ...load.thresholds, errorRate: 0.5 } };
    const checks = [args.checks[0]!, { name: "load", spec: stricter }];
    const after = digests((await gateOf({ checks })).records);
    assert.deepEqual(
      before.map((each, at) => each === after[at]),
      [true, false],
    );
  });

  it("asks for nothing again when the way to the cluster changes", async () => {
    const before = digests((await gateOf()).records);
    const after = digests((await gateOf({ cluster: { kubeconfig: "elsewhere" } })).records);
    assert.deepEqual(before, after);
  });

  it("has a check wait for the one before it, and for what it needs or for everything", async () => {
    const seen = await record(() => {
      const [database, service] = ["database", "service"].map(
        (name) => new k8s.core.v1.Service(name, {}),
      );
      const checks = [{ name: "health", spec: health, needs: [service!] }, args.checks[1]!];
      new Gate("gate", { ...args, checks, proves: [database!, service!] });
    });
    const waits = seen
      .filter(({ type }) => type === "kubernetes:core/v1:ConfigMap")
      .map(({ dependsOn }) => dependsOn.sort());
    assert.deepEqual(waits, [["service"], ["database", "gate-health", "service"]]);
  });

  it("publishes the plan that its records carry the digests of", async () => {
    const { gate, records } = await gateOf();

    const plan = await valueOf(gate.checkPlan);
    assert.deepEqual(
      plan.checks.map(({ digest }) => digest),
      digests(records),
    );
    assert.deepEqual(plan.directories, args.directories);
    assert.equal(plan.schemaVersion, "1");
  });
});

describe("plannedChecks", () => {
  it("refuses a script that does not exist", async () => {
    const checks = [{ name: "load", spec: { ...load, script: "missing.js" } }];
    await assert.rejects(plannedChecks(checks, "sha256:0"), /missing\.js/);
  });
});
