import assert from "node:assert/strict";

import { hierarchies } from "../../../embedded/node/cgroups.ts";
import { mountsBelow } from "../../../embedded/node/leftovers.ts";
import { checkDisk, checkMemory, defaultNodes, memory } from "../../../embedded/node/preflight.ts";
import { outlived, ownServing } from "../../../embedded/node/readiness.ts";
import { checkName } from "../../../embedded/node/state.ts";

describe("checkName", () => {
  it("takes what can name folders, control groups and contexts", () => {
    for (const name of ["shakedown", "shakedown-test", "a", "x1"]) checkName(name);
  });

  it("refuses what cannot, and says what can", () => {
    for (const name of ["", "Test", "-a", "a-", "a/b", "..", "1a", "a".repeat(31)]) {
      assert.throws(() => checkName(name), { name: "UserError", message: /cannot name a cluster/ });
    }
  });
});

describe("The check of the machine", () => {
  it("reads the memory in MiB", () => {
    const info = "MemTotal:       24684084 kB\nMemFree: 1 kB\nMemAvailable:   20480000 kB\n";

    assert.deepEqual(memory(info), { available: 20000, total: 24105 });
  });

  it("chooses three nodes from 8 GiB of memory, otherwise one", () => {
    assert.deepEqual([defaultNodes(8191), defaultNodes(8192)], [1, 3]);
  });

  it("says how much memory is needed and how much there is", () => {
    checkMemory(3, 2500);
    assert.throws(() => checkMemory(3, 2499), {
      message: "3 nodes need 2500 MiB of memory, and 2499 MiB are available.",
    });
  });

  it("says how much disk is needed and how much there is", () => {
    checkDisk(1, 2548);
    assert.throws(() => checkDisk(1, 2547), {
      message: /need 2548 MiB of disk .* 2547 MiB are free/,
    });
  });
});

describe("hierarchies", () => {
  const line = (point: string, type: string) => `30 24 0:26 / ${point} rw - ${type} cgroup rw,cpu`;

  it("finds the mount points of both versions, each once", () => {
    const mounts = [
      line("/sys/fs/cgroup/cpu", "cgroup"),
      line("/sys/fs/cgroup/cpu", "cgroup"),
      line("/sys/fs/cgroup/unified", "cgroup2"),
      line("/sys/fs/cgroup", "tmpfs"),
      line("/mnt/elsewhere/cpu", "cgroup"),
    ];

    assert.deepEqual(hierarchies(mounts.join("\n")), [
      "/sys/fs/cgroup/cpu",
      "/sys/fs/cgroup/unified",
    ]);
  });
});

describe("mountsBelow", () => {
  it("finds mounts at and made of the folder, the last first, and no neighbour's", () => {
    const mounts = [
      "1 0 8:1 / / rw - ext4 /dev/a rw",
      "2 1 8:1 /x /var/lib/shakedown/a/node-1/x rw - ext4 /dev/a rw",
      "3 1 0:9 / /mnt rw - overlay node rw,upperdir=/var/lib/shakedown/a/node-1/upper",
      "4 1 8:1 /x /var/lib/shakedown/ab/node-1/x rw - ext4 /dev/a rw",
    ];

    assert.deepEqual(mountsBelow("/var/lib/shakedown/a", mounts.join("\n")), [
      "/mnt",
      "/var/lib/shakedown/a/node-1/x",
    ]);
  });
});

describe("ownServing", () => {
  const request = (name: string, username: string, signerName: string, status?: object) => ({
    metadata: { name },
    spec: { username, signerName },
    ...(status && { status }),
  });
  const serving = "kubernetes.io/kubelet-serving";

  it("finds what the cluster's own nodes ask for themselves, and nobody else", () => {
    const requests = [
      request("own", "system:node:node-1", serving),
      request("strange-node", "system:node:node-9", serving),
      request("person", "jane", serving),
      request("client", "system:node:node-1", "kubernetes.io/kube-apiserver-client-kubelet"),
      request("decided", "system:node:node-1", serving, {
        conditions: [{ type: "Denied", status: "True" }],
      }),
    ];

    assert.deepEqual(ownServing(requests, ["node-1", "node-2"]), ["own"]);
  });
});

describe("outlived", () => {
  const nodes = [{ name: "node-1", startedAt: Date.parse("2026-01-01T12:00:00.500Z") }];
  const pod = (name: string, nodeName: string, startedAt?: string) => ({
    metadata: { name, namespace: "n" },
    spec: { nodeName },
    status: { containerStatuses: [{ state: startedAt ? { running: { startedAt } } : {} }] },
  });

  it("finds pods that are said to run since before their node was started", () => {
    const pods = [
      pod("before", "node-1", "2026-01-01T11:59:59Z"),
      pod("after", "node-1", "2026-01-01T12:00:00Z"),
      pod("waiting", "node-1"),
      pod("elsewhere", "node-2", "2026-01-01T11:00:00Z"),
    ];

    assert.deepEqual(outlived(pods, nodes), ["before"]);
  });
});
