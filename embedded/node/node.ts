import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { type RunOptions, run } from "../command.ts";
import { imageReference } from "../images/list.ts";
import { cgroupOf, firstProcess, makeCgroups, processesIn, removeCgroups } from "./cgroups.ts";
import { connect } from "./links.ts";
import { nodeNetwork } from "./network.ts";
import { read } from "./read.ts";
import { type ClusterState, nodeDir } from "./state.ts";
import { until } from "./wait.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Starts a node that does not run, connects it and waits until containerd answers. */
export async function bootNode(state: ClusterState, index: number): Promise<void> {
  const { name, slot, nodes } = state;
  const log = join(nodeDir(name, index), "start.log");
  await spawnNode(state, index, log);
  const pid = firstProcess(name, index);
  const entered = () => existsSync(`/proc/${pid}`) && comm(pid) === "tini";
  if (
    !pid ||
    !(await until(() => entered() || !existsSync(`/proc/${pid}`), 15_000, 20)) ||
    !entered()
  ) {
    throw new Error(`node ${index} of ${name} did not start: ${tail(log)}`);
  }
  await connect(name, slot, index, nodes, pid);
  const socket = `/proc/${pid}/root/run/containerd/containerd.sock`;
  if (await until(() => existsSync(socket), 30_000, 20)) return;
  throw new Error(
    `containerd of node ${index} of ${name} did not start: ${containerdLog(state, index)}`,
  );
}

/** When a running node was started, in milliseconds since 1970. */
export function startTime(name: string, index: number): number {
  // The file is written at each start, see init.sh.
  return statSync(`/proc/${firstProcess(name, index)}/root/run/boot_id`).mtimeMs;
}

/** Runs a command inside a node. */
export function inNode(
  state: ClusterState,
  index: number,
  command: string[],
  options: RunOptions = {},
): Promise<string> {
  const pid = firstProcess(state.name, index);
  if (!pid) throw new Error(`node ${index} of ${state.name} does not run`);
  const enter = ["--target", `${pid}`, "--mount", "--uts", "--ipc", "--net", "--pid"];
  const path = `/opt/${basename(state.tools.kubernetes)}:/usr/sbin:/usr/bin:/sbin:/bin`;
  const clean = ["env", "-i", `PATH=${path}`, "HOME=/root"];
  return run("nsenter", [...enter, "--root", "--wd=/", "--", ...clean, ...command], options);
}

/** Gives a running node the images of an archive. */
export async function importImages(
  state: ClusterState,
  index: number,
  archive: string,
): Promise<void> {
  const script =
    'exec nsenter --target "$1" --mount --root ctr --namespace k8s.io images import --local - <"$2"';
  await run("bash", ["-c", script, "bash", `${firstProcess(state.name, index)}`, archive]);
}

/** Ends all processes of a cgroup and those below at once, as a power cut does. */
export async function endProcesses(cgroup: string): Promise<void> {
  const gone = await until(
    () => {
      const pids = processesIn(cgroup);
      for (const pid of pids) kill(pid);
      return pids.length === 0;
    },
    15_000,
    50,
  );
  if (!gone)
    throw new Error(`processes of ${cgroup} do not end: ${processesIn(cgroup).join(", ")}`);
}

async function spawnNode(state: ClusterState, index: number, log: string): Promise<void> {
  const { name, root, tools } = state;
  const dir = nodeDir(name, index);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const output = openSync(log, "w", 0o600);
  const network = nodeNetwork(state.slot, index);
  removeCgroups(cgroupOf(name, index)); // the kubelet would take those of its former life for pods
  const child = spawn(join(here, "scripts/start.sh"), {
    detached: true,
    stdio: ["ignore", output, output],
    env: {
      PATH: process.env.PATH,
      CGROUPS: makeCgroups(name, index).join("\n"),
      ROOT: root,
      STATE: dir,
      FILES: join(here, "files"),
      BIN: tools.kubernetes,
      CNI: tools.cni,
      NODE: network.name,
      PAUSE: imageReference("pause"),
      PODS: network.pods,
      CGROUP: cgroupOf(name, index),
    },
  });
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code) => (ended = `exit code ${code}`));
  child.unref();
  closeSync(output);
  await until(() => ended !== undefined || firstProcess(name, index) !== undefined, 10_000, 10);
  if (ended) throw new Error(`node ${index} of ${name} did not start, ${ended}: ${tail(log)}`);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

const comm = (pid?: number) => read(`/proc/${pid}/comm`).trim();
const tail = (file: string) => read(file).trim().split("\n").slice(-5).join("\n");
const containerdLog = ({ name }: ClusterState, index: number) =>
  tail(join(nodeDir(name, index), "log/containerd/current"));
