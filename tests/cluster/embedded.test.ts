import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";

import { cgroupOf, processesIn } from "../../embedded/node/cgroups.ts";
import { clusterStatus, clusterUp, killNode, startNode } from "../../embedded/node/index.ts";
import { run } from "../../embedded/command.ts";
import { imageReference } from "../../embedded/images/index.ts";
import { until } from "../../embedded/node/wait.ts";
import { quiet } from "../helpers/quiet.ts";
import { testCluster } from "./harness.ts";
import { kubectl, kubectlJson } from "./kubectl.ts";

const namespace = "embedded-test";

interface NodeObject {
  metadata: { labels: Record<string, string> };
  status: { conditions: { type: string; status: string }[] };
}

/** A pod that runs `command`, and mounts claim `claim` at /data when one is named. */
function pod(name: string, command: string[], claim?: string): string {
  const container = {
    name,
    image: imageReference("local-path-helper"),
    imagePullPolicy: "Never",
    command,
    volumeMounts: claim ? [{ name: "data", mountPath: "/data" }] : [],
  };
  const volumes = claim ? [{ name: "data", persistentVolumeClaim: { claimName: claim } }] : [];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: { containers: [container], volumes, terminationGracePeriodSeconds: 0 },
  });
}

const policy = (name: string, spec: object) =>
  JSON.stringify({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  });

const inPod = (name: string, ...command: string[]) =>
  kubectl(["exec", "--namespace", namespace, name, "--", ...command]);
const ready = (name: string) =>
  kubectl(["wait", "-n", namespace, "--for=condition=Ready", `pod/${name}`, "--timeout=60s"]);
const apply = (text: string) => kubectl(["apply", "-f", "-"], text);

describe("The embedded cluster", function () {
  this.timeout(120_000);

  before(async () => {
    await kubectl(["create", "namespace", namespace]);
    const account = () =>
      kubectl(["get", "serviceaccount", "default", "-n", namespace]).then(
        () => true,
        () => false,
      );
    assert.ok(await until(account, 20_000, 100));
    await apply(
      pod("server", [
        "sh",
        "-c",
        "mkdir /www; echo here > /www/index.html; exec httpd -f -p 8080 -h /www",
      ]),
    );
    await apply(pod("client", ["sleep", "100000"]));
    await apply(pod("stranger", ["sleep", "100000"]));
    await Promise.all(["server", "client", "stranger"].map(ready));
  });
  after(() => kubectl(["delete", "namespace", namespace, "--wait=false"]));

  it("has nodes that are ready, each in a zone of its own", async () => {
    const { items } = await kubectlJson<{ items: NodeObject[] }>(["get", "nodes"]);

    const zones = items.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"]);
    const wanted = Array.from({ length: testCluster().nodes }, (_, i) => `zone-${i + 1}`);
    assert.deepEqual(zones.toSorted(), wanted);
    for (const { status } of items) {
      assert.equal(status.conditions.find(({ type }) => type === "Ready")?.status, "True");
    }
  });

  it("gives its access to root alone", () => {
    assert.equal(statSync(testCluster().kubeconfig).mode & 0o777, 0o600);
  });

  it("resolves names of services, and says at once that others do not exist", async () => {
    const inside = await inPod("client", "nslookup", "kubernetes.default.svc.cluster.local");
    assert.match(inside, /198\.19\.\d+\.1\b/);

    await assert.rejects(inPod("client", "nslookup", "example.com."), /NXDOMAIN/);
  });

  it("has no way out", async () => {
    const out = inPod("client", "wget", "-q", "-T", "5", "-O", "-", "http://192.0.2.1/");

    await assert.rejects(out, /unreachable/i);
  });

  it("enforces a default deny and what is allowed beside it", async () => {
    const { status } = await kubectlJson<{ status: { podIP: string } }>([
      "get",
      "pod",
      "server",
      "-n",
      namespace,
    ]);
    const fetch = (from: string) =>
      inPod(from, "wget", "-q", "-T", "2", "-O", "-", `http://${status.podIP}:8080/`).then(
        (text) => text.trim(),
        () => "refused",
      );
    assert.equal(await fetch("stranger"), "here");

    await apply(policy("deny", { podSelector: {}, policyTypes: ["Ingress"] }));
    const from = [{ podSelector: { matchLabels: { app: "client" } } }];
    await apply(
      policy("allow", { podSelector: { matchLabels: { app: "server" } }, ingress: [{ from }] }),
    );

    assert.ok(await until(async () => (await fetch("stranger")) === "refused", 20_000, 200));
    assert.ok(await until(async () => (await fetch("client")) === "here", 20_000, 200));
    assert.equal(await fetch("stranger"), "refused");
  });

  it("binds a claim to the node of its first pod, which can write to it", async () => {
    await apply(
      JSON.stringify({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "disk", namespace },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "16Mi" } } },
      }),
    );
    await apply(pod("writer", ["sh", "-c", "echo kept > /data/file && sleep 100000"], "disk"));
    await ready("writer");

    assert.equal(await inPod("writer", "cat", "/data/file"), "kept");
  });

  it("measures what its nodes use", async () => {
    const answer = await kubectl(["get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes"]);
    const { items } = JSON.parse(answer) as { items: { usage: { cpu: string } }[] };

    assert.equal(items.length, testCluster().nodes);
  });

  it("starts a kubelet again that was killed", async () => {
    const before = kubeletOf(1);
    assert.ok(before);
    process.kill(before, "SIGKILL");

    const again = () => ![undefined, before].includes(kubeletOf(1));
    assert.ok(await until(again, 10_000, 50));
  });

  it("keeps its data when a node loses power", async () => {
    const { name } = testCluster();
    await killNode(name, 1);
    assert.equal(clusterStatus(name).state, "stopped");
    assert.deepEqual(processesIn(cgroupOf(name, 1)), []);

    await startNode(name, 1);
    assert.equal(clusterStatus(name).state, "running");
    await clusterUp(testCluster(), quiet); // waits until all is ready
    await until(
      () =>
        inPod("writer", "true").then(
          () => true,
          () => false,
        ),
      60_000,
      500,
    );
    assert.equal(await inPod("writer", "cat", "/data/file"), "kept");
  });

  it("leaves the mounts and the settings of the machine as they are", async () => {
    assert.doesNotMatch(await run("cat", ["/proc/self/mountinfo"]), /\/var\/lib\/shakedown\//);
    assert.equal((await run("ip", ["-4", "route", "show", "default"])).includes("sdn"), false);
  });
});

/** The host's id of the kubelet of node `index`. */
function kubeletOf(index: number): number | undefined {
  return processesIn(cgroupOf(testCluster().name, index)).find((pid) => {
    const comm = `/proc/${pid}/comm`;
    return existsSync(comm) && readFileSync(comm, "utf8").trim() === "kubelet";
  });
}
