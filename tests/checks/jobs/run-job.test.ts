import assert from "node:assert/strict";
import { hostname } from "node:os";

import { ClusterError } from "../../../checks/cluster/cluster.ts";
import type { Pod } from "../../../checks/cluster/cluster.ts";
import { stateOf } from "../../../checks/jobs/diagnose.ts";
import { Interrupted } from "../../../checks/jobs/interrupt.ts";
import { checkLabel, ownerAnnotation } from "../../../checks/jobs/labels.ts";
import type { JobSpec } from "../../../checks/jobs/manifest.ts";
import { runJob } from "../../../checks/jobs/run-job.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const resources = { requests: { cpu: "10m" }, limits: { cpu: "100m" } };
const spec: JobSpec = {
  check: "load",
  identity: { namespace: "shop", serviceAccountName: "client", labels: { app: "client" } },
  containers: [{ name: "k6", image: "k6:1", command: ["k6"], runAsUser: 12345, resources }],
  files: [{ path: "lib/a.js", text: "a" }],
  timeoutSeconds: 60,
};
const run = (cluster: FakeCluster, clock = new FakeClock()) =>
  runJob({ spec, report: () => {} }, cluster, clock);

/** A cluster where each Job gets the pod that `make` gives it. */
function withPod(make: (job: any) => any): FakeCluster {
  const cluster = new FakeCluster();
  cluster.onCreate = (object) => {
    const made = object.kind === "Job" && make(object);
    if (made) cluster.add(made);
  };
  return cluster;
}
const left = (cluster: FakeCluster) =>
  cluster.objects.filter(({ kind }) => kind === "Job" || kind === "ConfigMap");
const waiting = (reason: string, message = "") =>
  withPod((job) => {
    const pod = endedPod(job, () => 0);
    pod.status.phase = "Pending";
    pod.status.containerStatuses[0].state = { waiting: { reason, message } };
    return pod;
  });
const warning = (name: string, reason: string, message: string) => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "e", namespace: "shop" },
  type: "Warning",
  reason,
  message,
  involvedObject: { name },
});

describe("runJob", () => {
  it("returns how each container ended, with its log", async () => {
    const cluster = withPod((job) => endedPod(job, () => 99));
    cluster.log.set("k6", "the log");

    const end = (await run(cluster)).get("k6")!;
    assert.deepEqual([end.exitCode, end.logs], [99, "the log"]);
    assert.deepEqual(left(cluster), []);
  });

  it("makes a pod that the restricted standard admits, and that is never ready", async () => {
    const cluster = withPod((job) => endedPod(job, () => 0));
    await run(cluster);

    const { spec: pod, metadata } = cluster.created[1].spec.template;
    const [container] = pod.containers;
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 12345,
      runAsGroup: 12345,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.equal(pod.automountServiceAccountToken, false);
    assert.equal(pod.readinessGates.length, 1);
    assert.deepEqual(container.resources, resources);
    assert.equal(metadata.labels.app, "client");
    assert.equal(metadata.labels[checkLabel], "load");
    assert.deepEqual(pod.volumes[0].configMap.items, [{ key: "lib.a.js", path: "lib/a.js" }]);
    assert.deepEqual(cluster.created[0].data, { "lib.a.js": "a" });
  });

  for (const reason of ["ErrImagePull", "ImagePullBackOff", "InvalidImageName"]) {
    it(`names the image at once for ${reason}`, async () => {
      const cluster = waiting(reason);
      const clock = new FakeClock();

      await assert.rejects(run(cluster, clock), /^JobError: image k6:1 cannot be had/);
      assert.ok(clock.time < 10_000);
      assert.deepEqual(left(cluster), []);
    });
  }

  it("says why a container cannot be configured", async () => {
    const cluster = waiting("CreateContainerConfigError", 'secret "cache" not found');

    await assert.rejects(run(cluster), /\(CreateContainerConfigError\): secret "cache" not found/);
  });

  it("names the quota that leaves the Job without a pod", async () => {
    const cluster = withPod((job) =>
      warning(job.metadata.name, "FailedCreate", "exceeded quota: shop, requested: cpu=1"),
    );

    await assert.rejects(
      run(cluster),
      /refused in shop: exceeded quota: shop, requested: cpu=1: raise the namespace's quota/,
    );
    assert.deepEqual(left(cluster), []);
  });

  it("gives a scheduler half a minute before it names what is missing", async () => {
    const cluster = withPod((job) => {
      const pod = endedPod(job, () => 0);
      const message = "0/3 nodes are available";
      const conditions = [{ type: "PodScheduled", status: "False", message }];
      pod.status = { phase: "Pending", conditions };
      return pod;
    });
    const clock = new FakeClock();

    await assert.rejects(run(cluster, clock), /cannot be scheduled: 0\/3 nodes are available/);
    assert.equal(clock.time, 30_000);
  });

  it("says what a pending pod waits for, while it may still start", () => {
    const message = "0/1 nodes are available: 1 Insufficient memory.";
    const conditions = [{ type: "PodScheduled", status: "False", message }];
    const of = (status: object) => stateOf({ status } as Pod);
    assert.equal(of({ phase: "Pending", conditions }), `Pending: ${message}`);
    const state = { waiting: { reason: "ContainerCreating" } };
    const containerStatuses = [{ name: "a", ready: false, restartCount: 0, state }];
    assert.equal(of({ phase: "Pending", containerStatuses }), "Pending: ContainerCreating");
    assert.equal(of({ phase: "Running", containerStatuses }), "Running");
    assert.equal(of({}), "Pending");
  });

  it("names the mount that keeps a pod from starting", async () => {
    const cluster = waiting("ContainerCreating");
    const { onCreate } = cluster;
    cluster.onCreate = (object) => {
      onCreate(object);
      cluster.add(warning(`${object.metadata.name}-x`, "FailedMount", "secret not found"));
    };

    await assert.rejects(run(cluster), /cannot start: secret not found/);
  });

  it("says so when the Job took too long", async () => {
    const cluster = withPod(() => undefined);

    await assert.rejects(run(cluster), /not done after 60 s: raise the check's timeout/);
    assert.deepEqual(left(cluster), []);
  });

  it("says so when somebody deletes the Job", async () => {
    const cluster = withPod(() => undefined);
    const clock = new FakeClock();
    clock.sleep = async () => void cluster.objects.splice(0);

    await assert.rejects(run(cluster, clock), /was deleted while it ran/);
  });

  it("says why a pod was evicted", async () => {
    const cluster = withPod((job) => {
      const pod = endedPod(job, () => 0);
      pod.status = { phase: "Failed", reason: "Evicted", message: "low on memory" };
      return pod;
    });

    await assert.rejects(run(cluster), /its pod failed: Evicted low on memory/);
  });

  it("says why the API did not take the Job, and removes what was made before", async () => {
    const cluster = new FakeCluster();
    cluster.onCreate = ({ kind }) => {
      if (kind === "Job") throw new ClusterError("serviceaccount not allowed", 403);
    };

    await assert.rejects(run(cluster), /its Job cannot be made in shop: serviceaccount not/);
    assert.deepEqual(left(cluster), []);
  });

  it("says why the Job failed even when it cannot be removed", async () => {
    const cluster = waiting("InvalidImageName");
    cluster.delete = async () => {
      throw new ClusterError("the API is away");
    };

    await assert.rejects(run(cluster), /^JobError: image k6:1 cannot be had/);
  });

  it("removes everything when it is interrupted", async () => {
    const others = () => {};
    process.on("SIGTERM", others); // somebody else listens, so that the process goes on
    const cluster = withPod(() => undefined);
    const clock = new FakeClock();
    clock.sleep = async () => void process.emit("SIGTERM");

    await assert.rejects(run(cluster, clock), Interrupted);
    process.removeListener("SIGTERM", others);
    assert.deepEqual(left(cluster), []);
    assert.equal(process.listenerCount("SIGTERM"), 0);
  });

  it("removes what a killed run left behind, and nothing of a run under way", async () => {
    const job = (name: string, owner: string, creationTimestamp: string) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: "shop",
        creationTimestamp,
        labels: { [checkLabel]: "load" },
        annotations: { [ownerAnnotation]: owner },
      },
    });
    const now = "2026-11-21T07:59:00Z";
    const cluster = withPod((made) => endedPod(made, () => 0)).add(
      job("dead", `${hostname()}/4194305`, now),
      job("alive", `${hostname()}/${process.pid}`, now),
      job("elsewhere", "another-host/1", now),
      job("ancient", "another-host/1", "2026-11-20T07:59:00Z"),
    );

    await run(cluster);
    assert.deepEqual(
      left(cluster).map(({ metadata }) => metadata.name),
      ["alive", "elsewhere"],
    );
  });
});
