import assert from "node:assert/strict";

import { troubleOf } from "../../../checks/validation/trouble.ts";
import { pod } from "../double.ts";

const at = (time: string, exitCode = 1) => ({
  terminated: { exitCode, message: "the file is damaged", finishedAt: `2026-11-21T${time}Z` },
});
const failedTwice = { state: at("08:00:04"), lastState: at("08:00:00") };
const starting = { ready: false, state: { waiting: { reason: "PodInitializing" } } };
const initialized = (name: string, status: object) => {
  const initContainerStatuses = [{ name: "verify", ready: false, restartCount: 1, ...status }];
  return pod(name, "web", starting, { status: { initContainerStatuses } });
};

describe("the trouble of a pod", () => {
  it("is hopeless where a container failed twice, before the cluster calls it a crash loop", () => {
    assert.deepEqual(troubleOf([pod("web-1", "web"), initialized("web-2", failedTwice)]), {
      said: 'container "verify" of pod web-2: exit code 1: the file is damaged',
      hopeless: true,
    });
  });

  const passing: [what: string, status: object][] = [
    ["failed once, which may be for want of another", { state: at("08:00:04") }],
    ["ended well before", { state: at("08:00:04"), lastState: at("08:00:00", 0) }],
    ["failed long before", { state: at("08:10:00"), lastState: at("08:00:00") }],
    ["is tried again", { state: { running: {} }, lastState: at("08:00:00"), restartCount: 2 }],
  ];
  for (const [what, status] of passing) {
    it(`may pass where a container ${what}`, () => {
      const { said, hopeless } = troubleOf([initialized("web-1", status)])!;
      assert.match(said, /"verify" of pod web-1: exit code 1: the file is damaged$/);
      assert.equal(hopeless, false);
    });
  }

  for (const reason of ["CrashLoopBackOff", "ImagePullBackOff", "CreateContainerConfigError"]) {
    it(`is hopeless where the cluster says ${reason}`, () => {
      const waiting = { state: { waiting: { reason, message: "no" } } };
      const said = `container "verify" of pod web-1: ${reason}, no`;
      assert.deepEqual(troubleOf([initialized("web-1", waiting)]), { said, hopeless: true });
    });
  }

  it("is that of the pod that is beyond hope, before that of one that only waits", () => {
    const failedOnce = initialized("web-1", { state: at("08:00:04") });
    assert.match(troubleOf([failedOnce, initialized("web-2", failedTwice)])!.said, /of pod web-2:/);
  });

  it("is not how a pod ends that is being deleted", () => {
    const gone = initialized("web-1", failedTwice);
    gone.metadata.deletionTimestamp = "2026-11-21T08:00:00Z";
    assert.equal(troubleOf([gone]), undefined);
  });

  it("is none while its containers only start", () => {
    assert.equal(troubleOf([pod("web-1", "web", starting)]), undefined);
  });
});
