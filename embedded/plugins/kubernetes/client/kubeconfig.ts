import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, resolve } from "node:path";
import { promisify } from "node:util";

import { UnreachableError } from "./errors.ts";
import { proxyOf } from "./proxy.ts";

/** Where a cluster is and how to prove who asks. */
export interface Access {
  server: string;
  context: string;
  user: string;
  namespace: string;
  tls: {
    ca?: string | Buffer;
    cert?: string | Buffer;
    key?: string | Buffer;
    rejectUnauthorized?: boolean;
    servername?: string;
  };
  /** The value of the Authorization header, where there is one. */
  authorization?: () => Promise<string>;
  /** What connections go through. @default - the server is reached directly */
  proxy?: URL;
}

export interface Choice {
  /** A path or the contents; empty means $KUBECONFIG, ~/.kube/config, or the pod's own account. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
}

/** Where a kubeconfig names files. */
const PATHS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];
const POD = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Resolves a kubeconfig to the one cluster and user that `choice` means. */
export async function loadAccess(choice: Choice): Promise<Access> {
  const { config, from } = await loadConfig(choice.kubeconfig);
  if (!config) return inClusterAccess();
  const contextName = choice.context || config["current-context"] || "";
  const context = named(config.contexts, contextName)?.context;
  if (!context) {
    const known = (config.contexts ?? []).map((c: any) => `"${c.name}"`).join(", ") || "none";
    throw new UnreachableError(
      contextName
        ? `context "${contextName}" is not in ${from}, which has ${known}: choose one of these`
        : `${from} has no current context: set kubernetes:context to one of ${known}`,
    );
  }
  const clusterName = choice.cluster || context.cluster;
  const cluster = named(config.clusters, clusterName)?.cluster;
  if (!cluster?.server) {
    throw new UnreachableError(`cluster "${clusterName}" is not in ${from}: check the name`);
  }
  const user = named(config.users, context.user)?.user ?? {};
  return {
    server: cluster.server.replace(/\/$/, ""),
    context: contextName,
    user: context.user ?? "",
    namespace: context.namespace || "default",
    tls: {
      ca: material(cluster, "certificate-authority"),
      cert: material(user, "client-certificate"),
      key: material(user, "client-key"),
      rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
      servername: cluster["tls-server-name"],
    },
    authorization: authorization(user),
    proxy: proxyOf(cluster.server, cluster["proxy-url"], process.env),
  };
}

/** The parsed kubeconfig, or none where there is no file and the process may be in a pod. */
export async function loadConfig(text?: string): Promise<{ config: any; from: string }> {
  const given = text?.startsWith("~") ? homedir() + text.slice(1) : text;
  if (given && !isFile(given)) {
    if (!/[\n{]/.test(given)) {
      throw new UnreachableError(`the kubeconfig ${given} does not exist: check the path`);
    }
    return { config: await parse(given, "the kubeconfig", "."), from: "the kubeconfig" };
  }
  const usual = process.env.KUBECONFIG?.split(delimiter) ?? [`${homedir()}/.kube/config`];
  const candidates = given ? [given] : usual;
  const paths = candidates.filter(isFile);
  if (paths.length === 0) {
    if (existsSync(`${POD}/token`)) return { config: undefined, from: "" };
    throw new UnreachableError(
      `there is no kubeconfig (looked for ${candidates.join(", ")}): ` +
        "set kubernetes:kubeconfig or KUBECONFIG",
    );
  }
  const configs = await Promise.all(
    paths.map((path) => parse(readFileSync(path, "utf8"), path, dirname(path))),
  );
  return { config: merged(configs), from: paths.join(" and ") };
}

/** Of several files, the first that names something says what it is. */
function merged(configs: any[]): any {
  const all = (key: string) => configs.flatMap((config) => config[key] ?? []);
  const current = configs.map((config) => config["current-context"]).find(Boolean);
  return {
    "current-context": current,
    contexts: all("contexts"),
    clusters: all("clusters"),
    users: all("users"),
  };
}

/** A kubeconfig, the paths in it made absolute. */
async function parse(text: string, from: string, folder: string): Promise<any> {
  try {
    const isJson = text.trimStart().startsWith("{");
    const config = isJson ? JSON.parse(text) : (await import("yaml")).parse(text);
    if (!config || typeof config !== "object") throw new Error("it is not a map");
    const entries = [
      ...(config.clusters ?? []).map((entry: any) => entry.cluster),
      ...(config.users ?? []).map((entry: any) => entry.user),
    ];
    for (const entry of entries.filter(Boolean)) {
      for (const key of PATHS) if (entry[key]) entry[key] = resolve(folder, entry[key]);
    }
    return config;
  } catch (error) {
    throw new UnreachableError(`${from} is not a kubeconfig: ${(error as Error).message}`);
  }
}

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const named = (list: any[] | undefined, name: string): any => list?.find((e) => e.name === name);

function material(entry: any, key: string): Buffer | undefined {
  if (entry[`${key}-data`]) return Buffer.from(entry[`${key}-data`], "base64");
  if (!entry[key]) return undefined;
  const path = entry[key];
  if (!isFile(path)) {
    throw new UnreachableError(`${key} ${path} of the kubeconfig does not exist: check the path`);
  }
  return readFileSync(path);
}

function authorization(user: any): Access["authorization"] {
  if (user.exec) return execCredential(user.exec);
  if (user.token) return () => Promise.resolve(`Bearer ${user.token}`);
  if (user.tokenFile) {
    const read = () => readFileSync(user.tokenFile, "utf8").trim();
    return () => Promise.resolve(`Bearer ${read()}`);
  }
  if (user.username) {
    const pair = Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64");
    return () => Promise.resolve(`Basic ${pair}`);
  }
  return undefined;
}

/** A token from the command that the kubeconfig names, kept until a minute before it expires. */
function execCredential(exec: any): Access["authorization"] {
  let kept: { token: string; until: number } | undefined;
  return async () => {
    if (kept && Date.now() < kept.until) return `Bearer ${kept.token}`;
    const info = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: {} };
    const env = Object.fromEntries((exec.env ?? []).map((e: any) => [e.name, e.value]));
    try {
      const { stdout } = await promisify(execFile)(exec.command, exec.args ?? [], {
        env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        timeout: 30_000,
      });
      const { status } = JSON.parse(stdout);
      const expiry = Date.parse(status.expirationTimestamp ?? "") - 60_000;
      kept = { token: status.token, until: expiry || Date.now() + 300_000 };
      return `Bearer ${kept.token}`;
    } catch (error) {
      const why = (error as Error).message.split("\n")[0];
      throw new UnreachableError(`the login command ${exec.command} failed: ${why}`);
    }
  };
}

function inClusterAccess(): Access {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  return {
    server: `https://${host?.includes(":") ? `[${host}]` : host}:${port}`,
    context: "in-cluster",
    user: "service account",
    namespace: readFileSync(`${POD}/namespace`, "utf8").trim() || "default",
    tls: { ca: readFileSync(`${POD}/ca.crt`) },
    authorization: () => Promise.resolve(`Bearer ${readFileSync(`${POD}/token`, "utf8").trim()}`),
  };
}
