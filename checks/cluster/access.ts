import https from "node:https";

import type { KubeConfig } from "@kubernetes/client-node";

import type { ClusterAccess } from "../run/plan.ts";
import { ClusterError } from "./cluster.ts";

/** One request to an API server; `path` is relative to its address. */
export interface ApiRequest {
  method?: string;
  path: string;
  /** JSON. */
  payload?: string;
  signal: AbortSignal;
}

/** An API server, and the way to ask it with the kubeconfig's credentials. */
export interface Access {
  server: string;
  context: string;
  /** Rejects with the error of Node.js where no answer comes. */
  send: (request: ApiRequest) => Promise<{ status: number; text: string }>;
}

/** The context that the client makes up, of a port on this machine, where it finds nothing to load. */
const madeUp = "loaded-context";

/** The API server that `access` means. Throws a ClusterError where the access itself is wrong. */
export async function openAccess(access: ClusterAccess): Promise<Access> {
  const config = await configOf(access);
  const server = config.getCurrentCluster()?.server.replace(/\/+$/, "");
  if (!server || config.getCurrentContext() === madeUp) {
    throw new ClusterError(
      "no cluster is configured: set cluster.kubeconfig and cluster.context, or KUBECONFIG",
    );
  }
  const send = async (request: ApiRequest) => {
    const { method = "GET", path, payload, signal } = request;
    const options: https.RequestOptions = { method, signal };
    await config.applyToHTTPSOptions(options).catch((error: Error) => {
      throw new ClusterError(`the credentials cannot be used: ${error.message}`, 401);
    });
    options.headers = {
      ...(options.headers as Record<string, string>),
      accept: "application/json, */*",
      // Node.js frames the body of a DELETE only when its length is given.
      ...(payload && {
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
        "content-length": `${Buffer.byteLength(payload)}`,
      }),
    };
    return exchange(new URL(path, `${server}/`), options, payload);
  };
  return { server, context: config.getCurrentContext(), send };
}

async function configOf({ kubeconfig, context }: ClusterAccess): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    if (kubeconfig) config.loadFromFile(kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const which = kubeconfig ? `cluster.kubeconfig is "${kubeconfig}"` : "the default kubeconfig";
    const [first] = message.split("\n");
    const why = code === "ENOENT" ? "there is no such file" : `it cannot be read: ${first}`;
    throw new ClusterError(`${which}: ${why}`);
  }
  if (!context || config.getCurrentContext() === madeUp) return config;
  const known = config.getContexts().map(({ name }) => name);
  if (!known.includes(context)) {
    throw new ClusterError(
      `cluster.context is "${context}": one of the kubeconfig's contexts is needed: ` +
        (known.join(", ") || "it has none"),
    );
  }
  config.setCurrentContext(context);
  return config;
}

async function exchange(url: URL, options: https.RequestOptions, payload?: string) {
  const plain = url.protocol === "http:";
  if (plain) delete options.agent;
  const { request } = plain ? await import("node:http") : https;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    call.on("error", reject);
    call.end(payload);
  });
}
