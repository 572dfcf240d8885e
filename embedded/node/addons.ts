import { readFileSync } from "node:fs";

import { imageReference } from "../images/list.ts";
import { clusterNetwork } from "./network.ts";

const files = ["coredns", "kube-router", "metrics-server", "local-path-provisioner"];

/** Values of the marks `@NAME@` in the manifests. */
export type Marks = Record<string, string | number>;

/** What the addons of a cluster in `slot` with `nodes` nodes need to know. */
export function addonMarks(slot: number, nodes: number): Marks {
  const { dns, services } = clusterNetwork(slot);
  return {
    DNS: dns,
    SERVICES: services,
    REPLICAS: Math.min(nodes, 2),
    COREDNS: imageReference("coredns"),
    KUBE_ROUTER: imageReference("kube-router"),
    METRICS_SERVER: imageReference("metrics-server"),
    PROVISIONER: imageReference("local-path-provisioner"),
    HELPER: imageReference("local-path-helper"),
  };
}

/** The manifests of all addons, with their marks replaced. */
export function addonManifests(marks: Marks): string {
  return files
    .map((file) => readFileSync(new URL(`addons/${file}.yaml`, import.meta.url), "utf8"))
    .map((text) => replaceMarks(text, marks))
    .join("---\n");
}

/** Replaces each mark `@NAME@`; a mark without a value is a mistake. */
export function replaceMarks(text: string, marks: Marks): string {
  return text.replace(/@([A-Z_]+)@/g, (mark, name: string) => {
    const value = marks[name];
    if (value === undefined) throw new Error(`no value for ${mark}`);
    return `${value}`;
  });
}
