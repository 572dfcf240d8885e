import type { Package } from "../packages/index.ts";
import type { Tool } from "../toolchain/index.ts";

/** An image, or several of one content, built from the Containerfile in the folder of its name. */
export interface Image {
  name: string;
  tag: string;
  /** Archive that holds it: what the cluster itself runs, what is put under load, or AI serving. */
  group: Group;
  /** Tools whose binaries the Containerfile finds in `bin/`. @default - none */
  tools?: readonly Tool[];
  /** Packages whose files the Containerfile finds in `packages/<name>/`. @default - none */
  packages?: readonly Package[];
  /** Whether the Containerfile finds the project's own Node.js in `bin/`. @default false */
  node?: boolean;
  /** Names that it gets instead of its own. @default - its own */
  names?: readonly string[];
}

/** Images that are imported together. */
export type Group = "system" | "workloads" | "ai";

/** Where images of our own making live; no registry answers to it. */
export const repository = "localhost/shakedown";

/** All images that nodes are given. */
export const images: readonly Image[] = [
  { name: "pause", tag: "3.10", group: "system", tools: ["pause"] },
  { name: "etcd", tag: "v3.6.5", group: "system", tools: ["etcd"] },
  {
    name: "kubernetes",
    tag: "v1.36.3",
    group: "system",
    tools: ["kubernetes"],
    names: ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler"],
  },
  { name: "coredns", tag: "v1.15.0", group: "system", tools: ["coredns"] },
  { name: "kube-router", tag: "v1.6.1", group: "system", tools: ["kube-router"] },
  {
    name: "local-path-provisioner",
    tag: "v0.0.30",
    group: "system",
    tools: ["local-path-provisioner"],
  },
  { name: "local-path-helper", tag: "v0.0.30", group: "system" },
  { name: "metrics-server", tag: "v0.9.0", group: "system", tools: ["metrics-server"] },
  { name: "nginx", tag: "1.26", group: "workloads" },
  { name: "httpd", tag: "2.4", group: "workloads" },
  { name: "postgres", tag: "17", group: "workloads" },
  { name: "redis", tag: "8.0", group: "workloads" },
  { name: "redis-exporter", tag: "1.74.0", group: "workloads", tools: ["redis-exporter"] },
  { name: "cloudnative-pg", tag: "1.30.0", group: "workloads", tools: ["cloudnative-pg"] },
  { name: "barman-cloud", tag: "0.14.0", group: "workloads", tools: ["barman-cloud"] },
  { name: "versitygw", tag: "1.8.0", group: "workloads", tools: ["versitygw"] },
  { name: "pgbouncer", tag: "1.24", group: "workloads" },
  { name: "k6", tag: "1.8.1", group: "workloads", tools: ["k6"] },
  { name: "node", tag: "24.21.0", group: "ai", node: true },
  {
    name: "ollama",
    tag: "0.17.4",
    group: "ai",
    tools: ["ollama"],
    packages: ["gemma3-270m", "all-minilm"],
  },
];

/** The references under which nodes know an image. */
export function referencesOf({ name, tag, names = [name] }: Image): string[] {
  return names.map((each) => `${repository}/${each}:${tag}`);
}

/** The reference of the image `name`, such as `etcd` or `kube-proxy`. */
export function imageReference(name: string): string {
  const all = images.flatMap(referencesOf);
  const found = all.find((reference) => reference.startsWith(`${repository}/${name}:`));
  if (!found) throw new Error(`there is no image ${name}`);
  return found;
}
