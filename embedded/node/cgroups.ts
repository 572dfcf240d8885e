import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { read } from "./read.ts";

/** Cgroups of the first process of a node and of its services; pods have theirs beside it. */
const system = "system";

/** Cgroup of a cluster, or of one of its nodes: the same path in every hierarchy. */
export function cgroupOf(cluster: string, index?: number): string {
  return index === undefined ? `/shakedown/${cluster}` : `/shakedown/${cluster}/node-${index}`;
}

/** Mount points of the hierarchies: one with cgroups v2, about ten with v1 or both. */
export function hierarchies(mountInfo = readFileSync("/proc/self/mountinfo", "utf8")): string[] {
  const mounts = mountInfo.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const point = before.split(" ")[4];
    return point && /^cgroup2? /.test(after) ? [point] : [];
  });
  return [...new Set(mounts)].filter((point) => point.startsWith("/sys/fs/cgroup"));
}

/** Makes a node's cgroups in every hierarchy; gives those that its first process has to join. */
export function makeCgroups(cluster: string, index: number): string[] {
  return hierarchies().map((hierarchy) => {
    let parent = hierarchy;
    for (const part of [...cgroupOf(cluster, index).split("/").filter(Boolean), system]) {
      openControllers(parent);
      const child = join(parent, part);
      mkdirSync(child, { recursive: true });
      inherit(parent, child);
      parent = child;
    }
    return parent;
  });
}

/** Cgroups of `path` and below it that exist, deepest first, in every hierarchy. */
export function existingCgroups(path: string): string[] {
  return hierarchies().flatMap((hierarchy) => below(join(hierarchy, path)));
}

/** Removes the cgroups of `path` that no process is in, and a parent that nothing else needs. */
export function removeCgroups(path: string): void {
  for (const cgroup of existingCgroups(path)) tryRemove(cgroup);
  for (const hierarchy of hierarchies()) tryRemove(join(hierarchy, dirname(path)));
}

/** Processes in the cgroups of `path` or below, by what each process itself says. */
export function processesIn(path: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const cgroups = read(`/proc/${pid}/cgroup`).split("\n");
      const paths = cgroups.map((line) => line.slice(line.indexOf(":", line.indexOf(":") + 1) + 1));
      return paths.some((own) => own === path || own.startsWith(`${path}/`));
    });
}

/** The host's id of a node's first process; undefined when the node does not run. */
export function firstProcess(cluster: string, index: number): number | undefined {
  const [pids] = hierarchies()
    .map((hierarchy) => join(hierarchy, cgroupOf(cluster, index), system, "cgroup.procs"))
    .filter(existsSync)
    .map((file) => read(file).split("\n").filter(Boolean).map(Number));
  return pids?.find((pid) => {
    const ids = /^NSpid:\s*(.*)$/m.exec(read(`/proc/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
    return ids.length > 1 && ids.at(-1) === "1" && !isZombie(pid);
  });
}

function isZombie(pid: number): boolean {
  return /^State:\s*[ZX]/m.test(read(`/proc/${pid}/status`));
}

/** With cgroups v2 a parent has to hand each controller down. */
function openControllers(cgroup: string): void {
  const available = read(join(cgroup, "cgroup.controllers")).trim().split(/\s+/).filter(Boolean);
  for (const controller of available) {
    tryWrite(join(cgroup, "cgroup.subtree_control"), `+${controller}`);
  }
}

/** With cgroups v1 a fresh cpuset is empty and takes no process. */
function inherit(parent: string, child: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    if (!hasController(child, file) || read(join(child, file)).trim()) continue;
    tryWrite(join(child, file), read(join(parent, file)));
  }
}

const hasController = (cgroup: string, file: string) =>
  existsSync(join(cgroup, file)) && !existsSync(join(cgroup, "cgroup.controllers"));

function below(cgroup: string): string[] {
  if (!existsSync(cgroup)) return [];
  const children = readdirSync(cgroup, { withFileTypes: true }).filter((e) => e.isDirectory());
  return [...children.flatMap((child) => below(join(cgroup, child.name))), cgroup];
}

function tryRemove(cgroup: string): void {
  try {
    rmdirSync(cgroup);
  } catch {
    // Not there, or still in use: the proof of absence afterwards names it.
  }
}

function tryWrite(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    // A controller that another hierarchy holds, or that is already on.
  }
}
