import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ClusterError } from "../../../checks/cluster/cluster.ts";
import { openCluster, overHttp } from "../../../checks/cluster/kubernetes.ts";
import { kubeconfigFor } from "../../helpers/fake-api.ts";
import { withServer } from "../../helpers/loopback.ts";

type Answers = Record<string, [status: number, body: unknown]>;

/** The calls over an API that answers so, and what was asked of it. */
function over(answers: Answers) {
  const asked: [call: string, body?: unknown][] = [];
  const cluster = overHttp(async (method, path, body) => {
    asked.push(body === undefined ? [`${method} ${path}`] : [`${method} ${path}`, body]);
    const [status, answer] = answers[`${method} ${path}`] ?? [404, {}];
    if (status !== 200) throw new ClusterError("no", status);
    return typeof answer === "string" ? answer : JSON.stringify(answer);
  });
  return { cluster, asked };
}

describe("overHttp", () => {
  it("knows where each kind lives", async () => {
    const { cluster, asked } = over({});
    await cluster.get("Deployment", "shop", "web");
    await cluster.get("Pod", "shop", "p");
    await cluster.delete("Job", "shop", "j");

    assert.deepEqual(asked, [
      ["GET apis/apps/v1/namespaces/shop/deployments/web"],
      ["GET api/v1/namespaces/shop/pods/p"],
      ["DELETE apis/batch/v1/namespaces/shop/jobs/j", { propagationPolicy: "Background" }],
    ]);
  });

  it("selects by labels", async () => {
    const path = "GET api/v1/namespaces/shop/pods?labelSelector=a%3D1%2Cb%3D2";
    const { cluster } = over({ [path]: [200, { items: [{ kind: "Pod" }] }] });

    assert.equal((await cluster.list("Pod", "shop", { a: "1", b: "2" })).length, 1);
  });

  it("gives undefined for what is absent, and passes other refusals on", async () => {
    const { cluster } = over({ "GET api/v1/namespaces/shop/pods/p": [403, {}] });

    assert.equal(await cluster.get("Pod", "shop", "gone"), undefined);
    await assert.rejects(cluster.get("Pod", "shop", "p"), { name: "ClusterError", status: 403 });
  });

  it("reads logs as they are", async () => {
    const path = "GET api/v1/namespaces/shop/pods/p/log?container=k6";

    assert.equal(await over({ [path]: [200, "line\n"] }).cluster.logs("shop", "p", "k6"), "line\n");
  });

  it("reads use in cores and bytes", async () => {
    const containers = [{ name: "k6", usage: { cpu: "250000000n", memory: "2Ki" } }];
    const items = [{ metadata: { name: "p" }, containers }];
    const path = "GET apis/metrics.k8s.io/v1beta1/namespaces/shop/pods";
    const { cluster } = over({ [path]: [200, { items }] });

    const [sample] = (await cluster.usage("shop"))!;
    assert.deepEqual(sample, { pod: "p", container: "k6", cpu: 0.25, memoryBytes: 2048 });
  });

  it("says that there is no metrics API, or that it is not answering", async () => {
    const path = "GET apis/metrics.k8s.io/v1beta1/namespaces/shop/pods";

    assert.equal(await over({}).cluster.usage("shop"), undefined);
    assert.equal(await over({ [path]: [503, {}] }).cluster.usage("shop"), undefined);
  });

  it("adds up the nodes, and knows none where it may not see them", async () => {
    const node = (cpu: string) => ({
      status: { capacity: { cpu, memory: "1Gi" }, nodeInfo: { architecture: "arm64" } },
    });
    const version: [number, unknown] = [200, { gitVersion: "v1.35.0" }];
    const nodes: [number, unknown] = [200, { items: [node("2"), node("4")] }];
    const open = over({ "GET version": version, "GET api/v1/nodes": nodes });
    const closed = over({ "GET version": version, "GET api/v1/nodes": [403, {}] });

    assert.deepEqual(await open.cluster.machine(), {
      nodes: 2,
      cpus: 6,
      memoryBytes: 2 ** 31,
      kubernetes: "v1.35.0",
      architecture: "arm64",
    });
    assert.equal((await closed.cluster.machine()).nodes, 0);
  });
});

describe("openCluster", () => {
  let directory: string;
  before(async () => void (directory = await mkdtemp(join(tmpdir(), "shakedown-checks-"))));
  after(() => rm(directory, { recursive: true }));

  async function kubeconfig(server: string): Promise<string> {
    const path = join(directory, "kubeconfig");
    await writeFile(path, kubeconfigFor(server));
    return path;
  }

  it("sends the kubeconfig's credentials, and reads what the API says", async () => {
    let authorization: string | undefined;
    const server = createServer((request, response) => {
      ({ authorization } = request.headers);
      response.statusCode = 422;
      response.end(JSON.stringify({ message: "spec.replicas: must be positive" }));
    });

    await withServer(server, async (url) => {
      const cluster = await openCluster({ kubeconfig: await kubeconfig(url) });
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n" } };
      await assert.rejects(cluster.create(pod), /spec\.replicas: must be positive/);
    });
    assert.equal(authorization, "Bearer t");
  });

  it("says which API cannot be reached", async () => {
    const cluster = await openCluster({ kubeconfig: await kubeconfig("https://127.0.0.1:1") });

    await assert.rejects(cluster.machine(), {
      name: "ClusterError",
      status: 0,
      message: /^the Kubernetes API at https:\/\/127\.0\.0\.1:1 cannot be reached: /,
    });
  });

  it("names the contexts that there are", async () => {
    const access = { kubeconfig: await kubeconfig("https://127.0.0.1:1"), context: "there" };

    await assert.rejects(
      openCluster(access),
      /context is "there": one of the kubeconfig's contexts is needed: staging/,
    );
  });

  it("makes up no cluster where none is configured", async function () {
    if (existsSync("/var/run/secrets/kubernetes.io")) this.skip(); // a pod's own cluster is taken there
    const { HOME, KUBECONFIG } = process.env;
    Object.assign(process.env, { HOME: directory, KUBECONFIG: "" });
    try {
      for (const context of [undefined, "there"]) {
        await assert.rejects(openCluster({ context }), /^ClusterError: no cluster is configured: /);
      }
    } finally {
      process.env.HOME = HOME;
      if (KUBECONFIG === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = KUBECONFIG;
    }
  });

  it("names a kubeconfig that is not there, or is none", async () => {
    const path = join(directory, "none");
    await assert.rejects(openCluster({ kubeconfig: path }), /none": there is no such file/);

    await writeFile(path, "{");
    await assert.rejects(openCluster({ kubeconfig: path }), /none": it cannot be read/);
  });
});
