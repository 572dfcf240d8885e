import assert from "node:assert/strict";

import { ClusterError } from "../../../checks/cluster/cluster.ts";
import { patient } from "../../../checks/cluster/patient.ts";
import { FakeClock, FakeCluster } from "../double.ts";

/** A cluster whose first `outages` questions and creations fail with `status`. */
function flaky(outages: number, status = 0) {
  const cluster = new FakeCluster();
  let asked = 0;
  const fail = async () => {
    if (++asked <= outages) throw new ClusterError("away", status);
    return undefined;
  };
  cluster.get = fail as any;
  cluster.create = fail as any;
  return { cluster, asked: () => asked };
}

describe("patient", () => {
  it("asks again through an outage of half a minute", async () => {
    const { cluster, asked } = flaky(6);
    const clock = new FakeClock();

    await patient(cluster, clock).get("Pod", "n", "p");
    assert.equal(asked(), 7);
    assert.ok(clock.time > 30_000 && clock.time < 35_000);
  });

  it("gives up in the end", async () => {
    const { cluster } = flaky(99);

    await assert.rejects(patient(cluster, new FakeClock()).get("Pod", "n", "p"), /away/);
  });

  it("asks again when it is told to slow down", async () => {
    await patient(flaky(1, 429).cluster, new FakeClock()).get("Pod", "n", "p");
  });

  it("does not repeat a question that was refused", async () => {
    const { cluster, asked } = flaky(1, 403);

    await assert.rejects(patient(cluster, new FakeClock()).get("Pod", "n", "p"));
    assert.equal(asked(), 1);
  });

  it("does not repeat a creation, which may have arrived", async () => {
    const { cluster, asked } = flaky(1);

    await assert.rejects(patient(cluster, new FakeClock()).create({} as any));
    assert.equal(asked(), 1);
  });
});
