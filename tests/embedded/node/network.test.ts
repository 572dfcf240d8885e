import assert from "node:assert/strict";

import {
  clusterNetwork,
  freeSlot,
  maxNodes,
  nodeNetwork,
  overlap,
  slots,
} from "../../../embedded/node/network.ts";

describe("The addresses of a cluster", () => {
  it("are those of its slot", () => {
    assert.deepEqual(clusterNetwork(3), {
      slot: 3,
      bridge: "sdn3",
      bridgeAddress: "198.19.131.1",
      pods: "198.18.192.0/18",
      services: "198.19.96.0/19",
      nodes: "198.19.131.0/24",
      dns: "198.19.96.10",
    });
  });

  it("give each node an address and a range of pods", () => {
    assert.deepEqual(nodeNetwork(1, 2), {
      index: 2,
      name: "node-2",
      address: "198.19.129.3",
      pods: "198.18.65.0/24",
      link: "sdn1n2",
    });
  });

  it("are shared by no two ranges of any slots, and stay within the benchmark range", () => {
    const ranges = Array.from({ length: slots }, (_, slot) => clusterNetwork(slot)).flatMap(
      ({ pods, services, nodes }) => [pods, services, nodes],
    );
    for (const [i, range] of ranges.entries()) {
      assert.ok(overlap(range, "198.18.0.0/15"));
      for (const other of ranges.slice(i + 1))
        assert.ok(!overlap(range, other), `${range} ${other}`);
    }
  });

  it("keep the pods of the last node within the cluster's range", () => {
    for (let slot = 0; slot < slots; slot++) {
      assert.ok(overlap(nodeNetwork(slot, maxNodes).pods, clusterNetwork(slot).pods));
    }
  });

  it("name interfaces in 15 characters at most", () => {
    assert.ok(nodeNetwork(slots - 1, maxNodes).link.length <= 15);
  });
});

describe("freeSlot", () => {
  it("takes the lowest that no cluster has", () => {
    assert.equal(freeSlot([0, 2], []), 1);
  });

  it("leaves out a slot that a route of the machine leads to", () => {
    assert.equal(freeSlot([], ["198.18.5.0/24", "10.0.0.0/8", "198.19.129.7"]), 2);
  });

  it("finds none when a route takes the whole range", () => {
    assert.equal(freeSlot([], ["198.18.0.0/15"]), undefined);
  });

  it("is not put off by the default route's neighbours", () => {
    assert.equal(freeSlot([], ["192.0.2.0/24", "127.0.0.0/8"]), 0);
  });
});
