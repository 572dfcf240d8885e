import assert from "node:assert/strict";

import { costs, mixed } from "../../bench/failover.ts";

describe("costs", () => {
  const rto = (fault: string, index: number, value?: number) => ({
    name: `${fault} ${index} of pg-1: writes resumed (RTO)`,
    verdict: "pass" as const,
    ...(value !== undefined && { value }),
  });

  it("gives the times of each kind of fault, by those that occurred", () => {
    const kills = Array.from({ length: 20 }, (_, index) => rto("kill", index + 1, 20 - index));
    const evidence = [
      ...kills,
      rto("switchover", 21, 3),
      { name: "lost writes", verdict: "pass" as const, value: 0 },
    ];
    assert.deepEqual(costs({ verdict: "pass", reason: "", evidence }), [
      { fault: "kill", count: 20, median: 10, p95: 19, longest: 20, unresumed: 0 },
      { fault: "switchover", count: 1, median: 3, p95: 3, longest: 3, unresumed: 0 },
    ]);
  });

  it("counts a fault after which nothing came through", () => {
    const evidence = [rto("kill", 1, 4), rto("kill", 2)];
    const [kill] = costs({ verdict: "fail", reason: "", evidence });
    assert.deepEqual([kill?.count, kill?.unresumed], [2, 1]);
  });
});

describe("mixed", () => {
  it("spreads the rarer kind evenly", () => {
    assert.deepEqual(mixed(4, 2), ["kill", "kill", "switchover", "kill", "kill", "switchover"]);
    assert.deepEqual(mixed(2, 0), ["kill", "kill"]);
    assert.deepEqual(mixed(0, 1), ["switchover"]);
  });
});
