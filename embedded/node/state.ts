import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { UserError } from "../progress.ts";

/** Folder of all embedded clusters of this machine. */
export const stateRoot = "/var/lib/shakedown";

/** What is kept about a cluster in `cluster.json`. */
export interface ClusterState {
  name: string;
  slot: number;
  nodes: number;
  /** A cluster that did not become ready holds nothing of value and is made anew. */
  ready: boolean;
  /** Where the caller wants its access. */
  kubeconfig: string;
  /** Root file system of the nodes, shared and read-only. */
  root: string;
  /** Folders of the programs that the nodes need. */
  tools: { kubernetes: string; cni: string };
  /** Archives whose images the nodes hold. */
  archives: string[];
}

export const clusterDir = (name: string) => join(stateRoot, name);
export const nodeDir = (name: string, index: number) => join(stateRoot, name, `node-${index}`);

/** The state of cluster `name`; undefined when there is none or its making hardly began. */
export function readState(name: string): ClusterState | undefined {
  const file = join(clusterDir(name), "cluster.json");
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")) as ClusterState;
}

export function writeState(state: ClusterState): void {
  const file = join(clusterDir(state.name), "cluster.json");
  mkdirSync(clusterDir(state.name), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** States of all clusters of this machine. */
export function allStates(): ClusterState[] {
  if (!existsSync(stateRoot)) return [];
  return readdirSync(stateRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readState(entry.name))
    .filter((state) => state !== undefined);
}

/** Names become folders, cgroups and contexts. */
export function checkName(name: string): void {
  if (/^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name)) return;
  throw new UserError(
    `"${name}" cannot name a cluster.`,
    "Use 1 to 30 lower-case letters, digits and hyphens, with a letter first and no hyphen last.",
  );
}
