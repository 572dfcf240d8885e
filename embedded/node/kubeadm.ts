import { X509Certificate, createHash, randomBytes } from "node:crypto";

import { repository } from "../images/list.ts";
import { clusterNetwork, nodeNetwork } from "./network.ts";

export interface KubeadmOptions {
  cluster: string;
  slot: number;
  nodes: number;
  /** Bootstrap token of the joining nodes. */
  token: string;
  kubernetesVersion: string;
  etcdTag: string;
  /** Memory that a node must leave to the others, in MiB: all share one machine. */
  reservedMiB: number;
}

/** A bootstrap token in the form kubeadm wants. */
export function newToken(): string {
  const hex = randomBytes(11).toString("hex");
  return `${hex.slice(0, 6)}.${hex.slice(6)}`;
}

/** What a joining node compares the certificate authority (PEM) with. */
export function authorityHash(pem: string): string {
  const key = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}

/** What `kubeadm init` reads, as YAML documents written in JSON. */
export function initConfig(options: KubeadmOptions): string {
  const { address } = nodeNetwork(options.slot, 1);
  const init = {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "InitConfiguration",
    localAPIEndpoint: { advertiseAddress: address, bindPort: 6443 },
    bootstrapTokens: [{ token: options.token, ttl: "1h0m0s" }],
    nodeRegistration: registration(options.slot, 1),
    skipPhases: ["addon/coredns"],
  };
  return documents([init, clusterConfig(options), kubeletConfig(options), proxyConfig]);
}

/** What `kubeadm join` reads on node `index`. */
export function joinConfig(slot: number, index: number, token: string, hash: string): string {
  const apiServerEndpoint = `${nodeNetwork(slot, 1).address}:6443`;
  const join = {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "JoinConfiguration",
    discovery: { bootstrapToken: { apiServerEndpoint, token, caCertHashes: [hash] } },
    nodeRegistration: registration(slot, index),
  };
  return documents([join]);
}

function registration(slot: number, index: number) {
  const { name, address } = nodeNetwork(slot, index);
  const labels = {
    "topology.kubernetes.io/region": "local",
    "topology.kubernetes.io/zone": `zone-${index}`,
  };
  const nodeLabels = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    name,
    criSocket: "unix:///run/containerd/containerd.sock",
    taints: [], // every node takes workloads
    imagePullPolicy: "Never",
    ignorePreflightErrors: ["all"], // they judge the machine, which is not the node
    kubeletExtraArgs: [
      { name: "node-ip", value: address },
      { name: "node-labels", value: nodeLabels.join(",") },
    ],
  };
}

function clusterConfig({ cluster, slot, kubernetesVersion, etcdTag }: KubeadmOptions) {
  const { pods, services } = clusterNetwork(slot);
  const audit = { name: "audit", pathType: "DirectoryOrCreate" };
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "ClusterConfiguration",
    clusterName: cluster,
    kubernetesVersion,
    imageRepository: repository,
    networking: { podSubnet: pods, serviceSubnet: services },
    etcd: { local: { imageTag: etcdTag } },
    apiServer: {
      extraArgs: [
        { name: "audit-policy-file", value: "/etc/shakedown/audit-policy.yaml" },
        { name: "audit-log-path", value: "/var/log/audit/audit.log" },
        { name: "audit-log-maxsize", value: "50" },
        { name: "audit-log-maxbackup", value: "2" },
      ],
      extraVolumes: [
        { ...audit, hostPath: "/var/log/audit", mountPath: "/var/log/audit" },
        {
          name: "audit-policy",
          hostPath: "/etc/shakedown",
          mountPath: "/etc/shakedown",
          readOnly: true,
        },
      ],
    },
    // The pod ranges are given to each node by its CNI settings.
    controllerManager: { extraArgs: [{ name: "allocate-node-cidrs", value: "false" }] },
  };
}

function kubeletConfig({ reservedMiB }: KubeadmOptions) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    oomScoreAdj: 0,
    serverTLSBootstrap: true,
    systemReserved: { memory: `${reservedMiB}Mi` },
    // Percentages of a disk that others fill, too, would mean disk pressure from the start.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1Gi",
      "imagefs.available": "1Gi",
    },
    imageGCHighThresholdPercent: 100, // images cannot be pulled again
    // Failures are made here on purpose: what broke comes back after ten seconds, however often it did.
    crashLoopBackOff: { maxContainerRestartPeriod: "10s" },
  };
}

/** The limits of connection tracking belong to the machine. */
const proxyConfig = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "nftables",
  nftables: { minSyncPeriod: "100ms" }, // there are few rules, and who waits for a Service's pod waits for them
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
};

const documents = (list: object[]) =>
  list.map((one) => JSON.stringify(one, null, 2)).join("\n---\n");
