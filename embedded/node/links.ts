import { run } from "../command.ts";
import { clusterNetwork, nodeNetwork } from "./network.ts";

/** Marks the interfaces of a cluster as ours. */
const alias = (cluster: string) => `shakedown ${cluster}`;

interface Link {
  ifname: string;
  ifalias?: string;
}

/** Names of the host's interfaces that belong to a cluster. */
export async function linksOf(cluster: string): Promise<string[]> {
  const links = JSON.parse(await run("ip", ["-json", "link", "show"])) as Link[];
  return links.filter((link) => link.ifalias === alias(cluster)).map((link) => link.ifname);
}

/** Ranges that the host's routes lead to, those of its own addresses included. */
export async function rangesInUse(): Promise<string[]> {
  const output = await run("ip", ["-4", "-json", "route", "show", "table", "all"]);
  const routes = JSON.parse(output || "[]") as { dst: string }[];
  return routes.map(({ dst }) => dst).filter((dst) => /^\d/.test(dst));
}

/** Makes the bridge between the host and the nodes, and routes to the pods behind each node. */
export async function makeBridge(cluster: string, slot: number, nodes: number): Promise<void> {
  const { bridge, bridgeAddress } = clusterNetwork(slot);
  if (!(await linksOf(cluster)).includes(bridge)) {
    await run("ip", ["link", "add", bridge, "type", "bridge"]);
    await run("ip", ["link", "set", bridge, "alias", alias(cluster)]);
  }
  const routes = Array.from({ length: nodes }, (_, i) => nodeNetwork(slot, i + 1)).map(
    ({ pods, address }) => `route replace ${pods} via ${address} dev ${bridge}`,
  );
  await batch([
    `address replace ${bridgeAddress}/24 dev ${bridge}`,
    `link set ${bridge} up`,
    ...routes,
  ]);
}

/** Lays the cable from the bridge to the node whose first process is `pid`. */
export async function connect(
  cluster: string,
  slot: number,
  index: number,
  nodes: number,
  pid: number,
): Promise<void> {
  const { bridge, services } = clusterNetwork(slot);
  const { link, address } = nodeNetwork(slot, index);
  if ((await linksOf(cluster)).includes(link)) await run("ip", ["link", "delete", link]);
  await batch([
    `link add ${link} type veth peer name eth0 netns ${pid}`,
    `link set ${link} alias "${alias(cluster)}"`,
    `link set ${link} master ${bridge} up`,
  ]);
  const others = Array.from({ length: nodes }, (_, i) => nodeNetwork(slot, i + 1))
    .filter((other) => other.index !== index)
    .map((other) => `route replace ${other.pods} via ${other.address} dev eth0`);
  await batch(
    [
      `address replace ${address}/24 dev eth0`,
      "link set eth0 up",
      ...others,
      `route replace ${services} dev eth0 src ${address}`, // kube-proxy rewrites it on the way out
    ],
    pid,
  );
}

/** Pulls a node's cable out, or puts it back. */
export async function setLink(slot: number, index: number, up: boolean): Promise<void> {
  const { link } = nodeNetwork(slot, index);
  await run("ip", ["link", "set", link, up ? "up" : "down"]);
}

export async function removeLinks(cluster: string): Promise<void> {
  // An end of a cable takes the other with it, and a node that just ended takes its own.
  for (const link of await linksOf(cluster)) {
    await run("ip", ["link", "delete", link]).catch(() => undefined);
  }
}

async function batch(lines: string[], pid?: number): Promise<void> {
  const input = lines.map((line) => `${line}\n`).join("");
  if (pid === undefined) await run("ip", ["-batch", "-"], { input });
  else await run("nsenter", ["--target", `${pid}`, "--net", "ip", "-batch", "-"], { input });
}
