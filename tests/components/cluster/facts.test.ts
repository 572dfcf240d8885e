import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readClusterFacts } from "../../../components/cluster/facts.ts";
import {
  type Answers,
  dnsEndpoints,
  healthy,
  kubeconfigFor,
  listedNode,
  withFakeApi,
} from "../../helpers/fake-api.ts";

const factsOf = (answers: Answers) =>
  withFakeApi(answers, (kubeconfig) => readClusterFacts({ kubeconfig, context: "staging" }));

describe("readClusterFacts", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "shakedown-test-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** A kubeconfig for an address at which nothing listens. */
  function deadKubeconfig(): string {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, kubeconfigFor("http://127.0.0.1:1"));
    return file;
  }

  it("reads nodes, storage, API groups and who enforces NetworkPolicies", async () => {
    const facts = await factsOf(healthy);

    assert.equal(facts.kubernetes, "v1.36.3");
    assert.deepEqual(facts.nodes[0], {
      ...{ name: "a", usable: true, zone: "zone-a" },
      labels: { "topology.kubernetes.io/zone": "zone-a" },
      ...{ cpu: 4, memory: 8 * 2 ** 30, pods: 110, gpus: 0 },
    });
    assert.deepEqual(facts.storageClasses, ["standard"]);
    assert.equal(facts.defaultStorageClass, "standard");
    assert.equal(facts.metricsApi, true);
    assert.equal(facts.networkPolicyBy, "kube-router");
    assert.deepEqual(facts.dns, { namespace: "kube-system", ports: [53, 1053] });
  });

  it("only reads", async () => {
    await withFakeApi(healthy, async (kubeconfig, asked) => {
      await readClusterFacts({ kubeconfig });
      assert.deepEqual(
        asked.filter((request) => !request.startsWith("GET ")),
        [],
      );
    });
  });

  it("counts GPUs that pods would ask for, and takes a cordoned node for unusable", async () => {
    const allocatable = { cpu: "8", "nvidia.com/gpu": "2", "amd.com/gpu": "4" };
    const gpu = { status: { allocatable, conditions: [] } };
    const cordoned = listedNode("b", { spec: { unschedulable: true } });
    const { nodes } = await factsOf({
      ...healthy,
      "api/v1/nodes": { items: [listedNode("a", gpu), cordoned] },
    });

    assert.equal(nodes[0]!.gpus, 2);
    assert.deepEqual(
      nodes.map(({ usable }) => usable),
      [false, false],
    );
  });

  it("finds DNS where OpenShift has it", async () => {
    const slice = {
      metadata: { namespace: "openshift-dns" },
      ports: [
        { name: "dns-tcp", port: 5353 },
        { name: "metrics", port: 9154 },
      ],
    };
    const { dns } = await factsOf({ ...healthy, [dnsEndpoints]: { items: [slice] } });
    assert.deepEqual(dns, { namespace: "openshift-dns", ports: [53, 5353] });
  });

  it("says what the credentials may not read", async () => {
    const facts = await factsOf({ ...healthy, "api/v1/nodes": 403 });
    assert.deepEqual(facts.unreadable, ["api/v1/nodes"]);
  });

  it("names expired credentials", async () => {
    await assert.rejects(
      factsOf({ ...healthy, version: 401 }),
      /context staging\) refused the credentials: they expired or belong to another cluster/,
    );
  });

  it("names an API server that fails", async () => {
    await assert.rejects(factsOf({ ...healthy, version: 503 }), /answered 503 to version/);
  });

  it("names an API server that cannot be reached", async () => {
    await assert.rejects(
      readClusterFacts({ kubeconfig: deadKubeconfig() }),
      /^Error: the Kubernetes API at http:\/\/127\.0\.0\.1:1 .* cannot be reached: ECONNREFUSED/,
    );
  });

  it("gives up on an API server that does not answer", async () => {
    await withFakeApi({ ...healthy, apis: 0 }, (kubeconfig) =>
      assert.rejects(readClusterFacts({ kubeconfig }, 100), /did not answer within 0\.1 s/),
    );
  });

  it("names a context that the kubeconfig lacks, and those it has", async () => {
    await assert.rejects(
      readClusterFacts({ kubeconfig: deadKubeconfig(), context: "prod" }),
      /cluster\.context is "prod": one of the kubeconfig's contexts is needed: staging/,
    );
  });

  it("names a kubeconfig that does not exist", async () => {
    await assert.rejects(
      readClusterFacts({ kubeconfig: "/nowhere" }),
      /cluster\.kubeconfig is "\/nowhere": there is no such file/,
    );
  });
});
