import assert from "node:assert/strict";

import { initConfig, joinConfig, newToken } from "../../../embedded/node/kubeadm.ts";

const options = {
  cluster: "trial",
  slot: 1,
  nodes: 3,
  token: "abcdef.0123456789abcdef",
  kubernetesVersion: "v1.2.3",
  etcdTag: "v3.2.1",
  reservedMiB: 512,
};
const documents = (text: string) => text.split("\n---\n").map((part) => JSON.parse(part));

describe("The settings of kubeadm", () => {
  it("put the first node and its cluster into the slot", () => {
    const [init, cluster] = documents(initConfig(options));

    assert.deepEqual(init.localAPIEndpoint, { advertiseAddress: "198.19.129.2", bindPort: 6443 });
    assert.equal(cluster.clusterName, "trial");
    assert.deepEqual(cluster.networking, {
      podSubnet: "198.18.64.0/18",
      serviceSubnet: "198.19.32.0/19",
    });
  });

  it("take images that the nodes hold, and pull none", () => {
    const [init, cluster] = documents(initConfig(options));

    assert.equal(cluster.imageRepository, "localhost/shakedown");
    assert.equal(cluster.kubernetesVersion, "v1.2.3");
    assert.deepEqual(cluster.etcd, { local: { imageTag: "v3.2.1" } });
    assert.equal(init.nodeRegistration.imagePullPolicy, "Never");
  });

  it("let every node take workloads, and name its zone", () => {
    const [join] = documents(joinConfig(1, 2, options.token, "sha256:00"));

    assert.deepEqual(join.nodeRegistration.taints, []);
    assert.deepEqual(join.nodeRegistration.kubeletExtraArgs, [
      { name: "node-ip", value: "198.19.129.3" },
      {
        name: "node-labels",
        value: "topology.kubernetes.io/region=local,topology.kubernetes.io/zone=zone-2",
      },
    ]);
  });

  it("make a joining node check who it joins", () => {
    const [join] = documents(joinConfig(1, 2, options.token, "sha256:00"));

    assert.deepEqual(join.discovery.bootstrapToken, {
      apiServerEndpoint: "198.19.129.2:6443",
      token: options.token,
      caCertHashes: ["sha256:00"],
    });
  });

  it("keep a log of what is asked of the API", () => {
    const [, cluster] = documents(initConfig(options));
    const names = cluster.apiServer.extraArgs.map(({ name }: { name: string }) => name);

    assert.ok(names.includes("audit-policy-file") && names.includes("audit-log-path"));
  });

  it("leave the memory of the other nodes to them", () => {
    const kubelet = documents(initConfig(options))[2];

    assert.deepEqual(kubelet.systemReserved, { memory: "512Mi" });
  });

  it("leave the machine's connection tracking as it is", () => {
    const proxy = documents(initConfig(options))[3];

    assert.deepEqual(proxy.conntrack, {
      maxPerCore: 0,
      min: 0,
      tcpEstablishedTimeout: "0s",
      tcpCloseWaitTimeout: "0s",
    });
  });
});

describe("newToken", () => {
  it("has the form that kubeadm wants, and is new each time", () => {
    assert.match(newToken(), /^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    assert.notEqual(newToken(), newToken());
  });
});
