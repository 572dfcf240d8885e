import { existsSync, readdirSync, readlinkSync } from "node:fs";

import { run } from "../command.ts";
import { cgroupOf, existingCgroups, processesIn } from "./cgroups.ts";
import { linksOf } from "./links.ts";
import { clusterNetwork, slots } from "./network.ts";
import { read } from "./read.ts";
import { allStates, clusterDir } from "./state.ts";

/** Something of a cluster that the machine still has. */
export interface Leftover {
  kind: "mount" | "cgroup" | "namespace" | "interface" | "process" | "firewall" | "file";
  what: string;
}

/** What the machine holds of cluster `name`; nothing when it is stopped and cleared away. */
export async function leftovers(name: string): Promise<Leftover[]> {
  const dir = clusterDir(name);
  const of = (kind: Leftover["kind"], all: string[]) => all.map((what) => ({ kind, what }));
  return [
    ...of("process", processesIn(cgroupOf(name)).map(describe)),
    ...of("mount", mountsBelow(dir)),
    ...of("namespace", namespaceHolders(dir)),
    ...of("cgroup", existingCgroups(cgroupOf(name))),
    ...of("interface", await linksOf(name)),
    ...of("firewall", await firewallRules(name)),
    ...of("file", existsSync(dir) ? [dir] : []),
  ];
}

/** Mount points of the host in `dir`, or made of what lies in it, the last made first. */
export function mountsBelow(dir: string, mountInfo = read("/proc/self/mountinfo")): string[] {
  return mountInfo
    .split("\n")
    .filter((line) => line.includes(`${dir}/`))
    .map((line) => line.split(" ")[4] ?? "")
    .reverse();
}

/** Processes that keep a mount namespace of a node alive. */
function namespaceHolders(dir: string): string[] {
  const own = link("/proc/self/ns/mnt");
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && link(`/proc/${entry}/ns/mnt`) !== own)
    .filter((pid) => read(`/proc/${pid}/mountinfo`).includes(`${dir}/`))
    .map((pid) => `${link(`/proc/${pid}/ns/mnt`)} of ${describe(Number(pid))}`);
}

/** The project makes no rules on the host: any that names our bridges is not the machine's own. */
async function firewallRules(name: string): Promise<string[]> {
  const others = allStates().filter((state) => state.name !== name);
  const bridges = Array.from({ length: slots }, (_, slot) => slot)
    .filter((slot) => others.every((other) => other.slot !== slot))
    .map((slot) => clusterNetwork(slot).bridge);
  const rules = await Promise.all([
    run("nft", ["list", "ruleset"]).catch(() => ""),
    run("iptables-save", []).catch(() => ""),
  ]);
  return rules
    .flatMap((text) => text.split("\n"))
    .filter((line) => bridges.some((bridge) => new RegExp(`\\b${bridge}\\b`).test(line)))
    .map((line) => line.trim());
}

const describe = (pid: number) => `${pid} (${read(`/proc/${pid}/comm`).trim()})`;

/** Processes end while they are looked at. */
function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
