import * as http from "node:http";
import * as https from "node:https";
import { BlockList, isIP, type Socket } from "node:net";

import { UnreachableError } from "./errors.ts";

const PATIENCE = 5_000;

/** The proxy on the way to a server: what the kubeconfig states, else what the environment says. */
export function proxyOf(
  server: string,
  stated: string | undefined,
  env: NodeJS.ProcessEnv,
): URL | undefined {
  const of = (name: string) => env[name] || env[name.toLowerCase()];
  const { protocol, hostname, port } = new URL(server);
  const usual = protocol === "https:" ? of("HTTPS_PROXY") : of("HTTP_PROXY");
  const text = stated || (isExempt(hostname, port, of("NO_PROXY") ?? "") ? undefined : usual);
  if (!text) return undefined;
  const proxy = URL.canParse(text) && text.includes("://") ? new URL(text) : asHttp(text);
  if (["http:", "https:"].includes(proxy.protocol)) return proxy;
  throw new UnreachableError(
    `the proxy ${proxy.protocol}//${proxy.host} is of a kind that this plugin does not speak: ` +
      "use one of http or https, or the official kubernetes plugin",
  );
}

function asHttp(text: string): URL {
  if (URL.canParse(`http://${text}`)) return new URL(`http://${text}`);
  throw new UnreachableError(`the proxy "${text}" is no address: it is like http://host:port`);
}

/** Loopback and what NO_PROXY lists: `*`, hosts and their subdomains, addresses, ranges. */
function isExempt(hostname: string, port: string, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || /^127\./.test(host) || host === "::1") return true;
  const matches = (entry: string): boolean => {
    const [name = "", only] = isIP(entry) ? [entry] : entry.split(/:(?=\d+$)/);
    if (only && only !== (port || "443")) return false;
    if (name === "*" || name === host) return true;
    if (isIP(host)) return name.includes("/") && isInRange(host, name);
    return host.endsWith(name.startsWith(".") ? name : `.${name}`);
  };
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== "" && matches(entry));
}

function isInRange(address: string, range: string): boolean {
  const [base = "", bits] = range.split("/");
  const family = (text: string) => (isIP(text) === 6 ? "ipv6" : "ipv4");
  if (!isIP(base) || family(base) !== family(address)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family(base));
  return list.check(address, family(address));
}

/** A connection to `host` and `port` that the proxy has opened. */
export function tunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const user = decodeURIComponent(proxy.username);
  const pair = Buffer.from(`${user}:${decodeURIComponent(proxy.password)}`).toString("base64");
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const request = (proxy.protocol === "https:" ? https : http).request({
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
    method: "CONNECT",
    path: target,
    headers: { host: target, ...(user ? { "proxy-authorization": `Basic ${pair}` } : {}) },
    timeout: PATIENCE,
    agent: false,
  });
  const at = `the proxy ${proxy.protocol}//${proxy.host}`;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new UnreachableError(`${at} ${why}`));
    request.once("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      fail(`does not lead to ${target}, it answers ${statusCode}: check proxy-url or HTTPS_PROXY`);
    });
    request.once("timeout", () => request.destroy(new Error("no answer in 5 s")));
    request.once("error", ({ message }) => fail(`cannot be reached: ${message}`));
    request.end();
  });
}
