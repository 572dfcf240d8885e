import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { withServer } from "./loopback.ts";

/** Answers of an API server by path, without the leading slash; a number is a bare status. */
export type Answers = Record<string, object | number>;

/** Runs `work` beside an API server on loopback, with a kubeconfig of one context, `staging`. */
export async function withFakeApi<T>(
  answers: Answers,
  work: (kubeconfig: string, asked: string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.slice(1);
    asked.push(`${request.method} ${path}`);
    const found = answers[path] ?? 404;
    if (found === 0) return; // never answers
    response.statusCode = typeof found === "number" ? found : 200;
    response.end(JSON.stringify(typeof found === "number" ? {} : found));
  });
  const folder = mkdtempSync(join(tmpdir(), "shakedown-test-"));
  const kubeconfig = join(folder, "kubeconfig");
  try {
    return await withServer(server, (url) => {
      writeFileSync(kubeconfig, kubeconfigFor(url));
      return work(kubeconfig, asked);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A kubeconfig with the context `staging` for that address. */
export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "staging", context: { cluster: "c", user: "u" } }],
    "current-context": "staging",
  });
}

/** A node as the API lists it. */
export function listedNode(name: string, change: object = {}) {
  return {
    metadata: { name, labels: { "topology.kubernetes.io/zone": `zone-${name}` } },
    status: {
      allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
      conditions: [{ type: "Ready", status: "True" }],
    },
    ...change,
  };
}

export const dnsEndpoints =
  "apis/discovery.k8s.io/v1/endpointslices" +
  "?labelSelector=kubernetes.io/service-name+in+(kube-dns,dns-default)";

export const apiEndpoints =
  "apis/discovery.k8s.io/v1/namespaces/default/endpointslices" +
  "?labelSelector=kubernetes.io/service-name=kubernetes";

const groups = "apps batch networking.k8s.io policy rbac.authorization.k8s.io metrics.k8s.io";

/** A healthy cluster of three nodes. */
export const healthy: Answers = {
  version: { gitVersion: "v1.36.3" },
  "api/v1/nodes": { items: ["a", "b", "c"].map((name) => listedNode(name)) },
  apis: { groups: groups.split(" ").map((name) => ({ name })) },
  "apis/storage.k8s.io/v1/storageclasses": {
    items: [
      {
        metadata: {
          name: "standard",
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        },
      },
    ],
  },
  [dnsEndpoints]: {
    items: [{ metadata: { namespace: "kube-system" }, ports: [{ name: "dns", port: 1053 }] }],
  },
  [apiEndpoints]: {
    items: [{ endpoints: [{ addresses: ["192.0.2.1"] }], ports: [{ name: "https", port: 6443 }] }],
  },
  "apis/apps/v1/daemonsets": { items: [{ metadata: { name: "kube-router" } }] },
};
