import assert from "node:assert/strict";

import { distinct } from "../../../../../embedded/plugins/kubernetes/await/waiter.ts";

describe("distinct", () => {
  it("tells the same complaint about several pods once", () => {
    const complaint = (pod: string) => `pods "web-5c56b-${pod}" is forbidden: exceeded quota: q`;

    const told = distinct([
      `Deployment web cannot make its Pods: ${complaint("aaaaa")}`,
      `[FailedCreate] Error creating: ${complaint("bbbbb")}`,
      "[BackOff] Back-off restarting failed container",
    ]);

    assert.deepEqual(told, [
      `Deployment web cannot make its Pods: ${complaint("aaaaa")}`,
      "[BackOff] Back-off restarting failed container",
    ]);
  });
});
