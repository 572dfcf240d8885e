import assert from "node:assert/strict";

import { builtInCondition } from "../../../../../embedded/plugins/kubernetes/await/conditions.ts";
import type { Verdict } from "../../../../../embedded/plugins/kubernetes/await/verdict.ts";
import type { KubeObject } from "../../../../../embedded/plugins/kubernetes/model/objects.ts";

const metadata = { name: "web", namespace: "shop", uid: "u1", generation: 1 };
const object = (apiVersion: string, kind: string, more: object): KubeObject => ({
  apiVersion,
  kind,
  metadata,
  ...more,
});
const condition = (type: string, status: string, more = {}) => ({ type, status, ...more });

function check(of: KubeObject, around: KubeObject[] = [], quiet = 0): Verdict {
  const list = (kind: string) => around.filter((other) => other.kind === kind);
  return builtInCondition(of)!.check(of, { list, quiet });
}

const ownedBy = (uid: string, kind: string, more: any): KubeObject => ({
  apiVersion: "v1",
  kind,
  ...more,
  metadata: {
    name: `${kind}-1`.toLowerCase(),
    namespace: "shop",
    uid: `${kind}-uid`,
    ownerReferences: [{ uid }],
    ...more.metadata,
  },
});
const revision = (of: string) => ({ annotations: { "deployment.kubernetes.io/revision": of } });
const container = (state: object, more = {}) => ({
  status: { containerStatuses: [{ name: "app", ready: false, state, ...more }] },
});

describe("a Deployment", () => {
  const deployment = (conditions: object[], of = "1") => ({
    ...object("apps/v1", "Deployment", { spec: { replicas: 2 } }),
    metadata: { ...metadata, ...revision(of) },
    status: { observedGeneration: 1, conditions },
  });
  const replicaSet = (ready: number, of = "1") =>
    ownedBy("u1", "ReplicaSet", {
      metadata: revision(of),
      spec: { replicas: 2 },
      status: { readyReplicas: ready },
    });
  const available = condition("Available", "True");

  it("is ready when its newest revision's replicas are", () => {
    assert.ok(check(deployment([available]), [replicaSet(2)]).ready);
    const verdict = check(deployment([available]), [replicaSet(1)]);
    assert.ok(!verdict.ready);
    assert.match(verdict.status, /1\/2 Pods available/);
  });

  it("is not ready while an older revision still serves", () => {
    const rolling = deployment([available, condition("Progressing", "True")], "2");
    const done = condition("Progressing", "True", { reason: "NewReplicaSetAvailable" });

    assert.ok(!check(rolling, [replicaSet(2, "1")]).ready);
    assert.ok(!check(rolling, [replicaSet(2, "2")]).ready);
    assert.ok(check(deployment([available, done], "2"), [replicaSet(2, "2")]).ready);
  });

  it("has no hope when a quota refuses its pods, and quotes the refusal", () => {
    const message = 'pods "web-1" is forbidden: exceeded quota: q, requested: pods=1';
    const verdict = check(deployment([condition("ReplicaFailure", "True", { message })]));

    assert.match(verdict.hopeless!, /Deployment web cannot make its Pods: .*exceeded quota: q/);
  });

  it("waits for a service account that is yet to come", () => {
    const message = "pods is forbidden: error looking up service account shop/x: not found";

    const verdict = check(deployment([condition("ReplicaFailure", "True", { message })]));
    assert.equal(verdict.hopeless, undefined);
  });

  it("names the container that crashes, its exit code and restarts, and gives up after three", () => {
    const crashed = (restartCount: number) =>
      ownedBy(
        "ReplicaSet-uid",
        "Pod",
        container(
          { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
          { restartCount, lastState: { terminated: { exitCode: 7, reason: "Error" } } },
        ),
      );

    const early = check(deployment([]), [replicaSet(0), crashed(2)]);
    const late = check(deployment([]), [replicaSet(0), crashed(3)]);

    const text =
      'container "app" of Pod shop/pod-1: [CrashLoopBackOff] back-off 10s; ' +
      "exit code 7 (Error, 2 restarts)";
    assert.deepEqual(early.problems, [text]);
    assert.equal(early.hopeless, undefined);
    assert.match(late.hopeless!, /3 restarts/);
  });
});

describe("a Pod", () => {
  const pod = (more: object) => object("v1", "Pod", more);

  it("is ready when Kubernetes says so or when it has succeeded", () => {
    assert.ok(check(pod({ status: { conditions: [condition("Ready", "True")] } })).ready);
    assert.ok(check(pod({ status: { phase: "Succeeded" } })).ready);
  });

  it("has no hope with an image that may not or cannot be pulled", () => {
    const never = { waiting: { reason: "ErrImageNeverPull", message: 'image "x" not present' } };
    const missing = { waiting: { reason: "ImagePullBackOff", message: "x: not found" } };
    const network = { waiting: { reason: "ImagePullBackOff", message: "i/o timeout" } };

    assert.match(check(pod(container(never))).hopeless!, /\[ErrImageNeverPull\] image "x"/);
    assert.match(check(pod(container(missing))).hopeless!, /ImagePullBackOff/);
    assert.equal(check(pod(container(network))).hopeless, undefined);
  });

  it("names the memory limit when a container was killed for its memory", () => {
    const limits = { memory: "64Mi" };
    const spec = { containers: [{ name: "app", resources: { limits } }] };
    const killed = container({ terminated: { exitCode: 137, reason: "OOMKilled" } });

    const verdict = check(pod({ spec, ...killed }));
    assert.match(verdict.problems![0]!, /exit code 137 \(OOMKilled at its memory limit 64Mi\)/);
  });

  it("says why it cannot be scheduled", () => {
    const message = "0/1 nodes are available: 1 Insufficient cpu.";
    const conditions = [condition("PodScheduled", "False", { message })];

    const verdict = check(pod({ status: { conditions } }));
    assert.deepEqual(verdict.problems, [`Pod shop/web cannot be scheduled: ${message}`]);
  });

  it("says nothing of a container that is being created", () => {
    const creating = container({ waiting: { reason: "ContainerCreating" } });
    assert.deepEqual(check(pod(creating)).problems, []);
  });
});

describe("a StatefulSet", () => {
  const set = (status: object) =>
    object("apps/v1", "StatefulSet", { spec: { replicas: 2 }, status });
  const full = { observedGeneration: 1, replicas: 2, readyReplicas: 2, currentReplicas: 2 };

  it("is ready when all replicas are, on the newest revision", () => {
    assert.ok(check(set({ ...full, currentRevision: "a", updateRevision: "a" })).ready);
    const rolling = check(set({ ...full, currentRevision: "a", updateRevision: "b" }));
    assert.match(rolling.problems![0]!, /failed to advance from revision "a" to revision "b"/);
    const few = check(set({ ...full, readyReplicas: 1 }));
    assert.match(few.problems![0]!, /1 out of 2 replicas/);
  });

  it("is not judged by a status older than its specification", () => {
    const old = { ...full, observedGeneration: 0, currentRevision: "a", updateRevision: "a" };
    assert.ok(!check(set(old)).ready);
  });
});

describe("a DaemonSet", () => {
  const set = (status: object) => object("apps/v1", "DaemonSet", { spec: {}, status });

  it("is ready when every node has an updated and available pod", () => {
    const status = { observedGeneration: 1, desiredNumberScheduled: 2, numberReady: 2 };
    const full = { ...status, numberAvailable: 2, updatedNumberScheduled: 2 };

    assert.ok(check(set(full)).ready);
    assert.ok(!check(set({ ...full, updatedNumberScheduled: 1 })).ready);
    assert.ok(!check(set({ ...full, numberAvailable: 1 })).ready);
  });
});

describe("a Job", () => {
  const job = (conditions: object[]) =>
    object("batch/v1", "Job", { spec: {}, status: { conditions } });

  it("is ready when complete, and has no hope when Kubernetes gave it up", () => {
    assert.ok(check(job([condition("Complete", "True")])).ready);
    const failure = { reason: "BackoffLimitExceeded", message: "too often" };
    const failed = check(job([condition("Failed", "True", failure)]));
    assert.equal(failed.hopeless, "Job web failed: [BackoffLimitExceeded] too often");
  });
});

describe("a Service", () => {
  const service = (spec: object, status = {}) => object("v1", "Service", { spec, status });
  const slice = (...ready: boolean[]) => ({
    ...object("discovery.k8s.io/v1", "EndpointSlice", {
      endpoints: ready.map((isReady) => ({ conditions: { ready: isReady } })),
    }),
    metadata: { name: "web-1", labels: { "kubernetes.io/service-name": "web" } },
  });
  const selector = { app: "web" };

  it("is ready when its endpoints are", () => {
    assert.ok(check(service({ selector }), [slice(true)]).ready);
    assert.ok(!check(service({ selector }), [slice(true, false)], 1e6).ready);
  });

  it("is ready without pods when its endpoints are still for two seconds", () => {
    assert.ok(!check(service({ selector }), [], 0).ready);
    assert.ok(check(service({ selector }), [], 2_000).ready);
  });

  it("waits for no pods when it is headless, external or has no selector", () => {
    assert.ok(check(service({ selector, clusterIP: "None" })).ready);
    assert.ok(check(service({ selector, type: "ExternalName" })).ready);
    assert.ok(check(service({})).ready);
  });

  it("of type LoadBalancer waits for its address", () => {
    const spec = { type: "LoadBalancer", selector };
    const waiting = check(service(spec), [slice(true)]);
    assert.match(waiting.problems![0]!, /not allocated an IP address/);
    const status = { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } };
    assert.ok(check(service(spec, status), [slice(true)]).ready);
  });
});

describe("a PersistentVolumeClaim", () => {
  const claim = (phase: string, storageClassName?: string) =>
    object("v1", "PersistentVolumeClaim", { spec: { storageClassName }, status: { phase } });
  const storage = (volumeBindingMode: string) => ({
    ...object("storage.k8s.io/v1", "StorageClass", { volumeBindingMode }),
    metadata: { name: "fast" },
  });

  it("is ready when bound, or when its class waits for the first consumer", () => {
    assert.ok(check(claim("Bound")).ready);
    assert.ok(check(claim("Pending", "fast"), [storage("WaitForFirstConsumer")]).ready);
    assert.ok(!check(claim("Pending", "fast"), [storage("Immediate")]).ready);
  });

  it("names the class that does not exist", () => {
    const verdict = check(claim("Pending", "fast"));
    assert.match(verdict.problems![0]!, /there is no StorageClass "fast"/);
  });
});

describe("other kinds", () => {
  it("are ready by what their status says", () => {
    const hard = { pods: "5" };
    const quota = (status: object) => object("v1", "ResourceQuota", { spec: { hard }, status });
    const definition = (conditions: object[]) =>
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition", { status: { conditions } });

    assert.ok(check(quota({ hard })).ready);
    assert.ok(!check(quota({})).ready);
    assert.ok(check(definition([condition("Established", "True")])).ready);
    assert.ok(!check(definition([])).ready);
    assert.equal(builtInCondition(object("v1", "ConfigMap", {})), undefined);
  });
});
