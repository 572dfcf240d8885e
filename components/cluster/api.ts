import * as http from "node:http";
import * as https from "node:https";

import { KubeConfig } from "@kubernetes/client-node";

import type { ClusterAccess } from "../../checks/run/plan.ts";

/** Reads from an API server; the two failures that a reader may live with are values. */
export type Get = (path: string) => Promise<Answer>;
export interface Answer {
  status: "ok" | "forbidden" | "absent";
  // The shapes of the API are read field by field, each where it is used.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/**
 * Opens read-only access, which ends after `patience` milliseconds; throws a sentence where it
 * cannot be had.
 */
export function connect(access: ClusterAccess, patience: number): Get {
  const config = load(access);
  const server = config.getCurrentCluster()?.server;
  if (!server) {
    throw new Error(
      "no cluster is configured: set cluster.kubeconfig and cluster.context, or KUBECONFIG",
    );
  }
  const where = `the Kubernetes API at ${server} (context ${config.getCurrentContext()})`;
  const signal = AbortSignal.timeout(patience);
  return async (path) => {
    const options: https.RequestOptions = { signal, headers: { accept: "application/json" } };
    try {
      await config.applyToHTTPSOptions(options);
      const { status, text } = await request(
        new URL(path, `${server.replace(/\/+$/, "")}/`),
        options,
      );
      return answer(status, text, where, path);
    } catch (error) {
      if (signal.aborted) throw tooLate(where, patience);
      throw explained(error as NodeJS.ErrnoException, where);
    }
  };
}

function load({ kubeconfig, context }: ClusterAccess): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig) {
    try {
      config.loadFromFile(kubeconfig); // certificates lie relative to it
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const [first] = message.split("\n");
      const why = code === "ENOENT" ? "there is no such file" : `it cannot be read: ${first}`;
      throw new Error(`cluster.kubeconfig is "${kubeconfig}": ${why}`, { cause: error });
    }
  } else {
    config.loadFromDefault();
  }
  if (!context) return config;
  const known = config.getContexts().map(({ name }) => name);
  if (!known.includes(context)) {
    throw new Error(
      `cluster.context is "${context}": one of the kubeconfig's contexts is needed: ` +
        known.join(", "),
    );
  }
  config.setCurrentContext(context);
  return config;
}

function request(url: URL, options: https.RequestOptions) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { get } = url.protocol === "http:" ? http : https;
    const sent = get(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
  });
}

/** A failure whose sentence is complete. */
class Refused extends Error {}

function answer(status: number, text: string, where: string, path: string): Answer {
  if (status === 200) return { status: "ok", body: JSON.parse(text) };
  if (status === 403) return { status: "forbidden", body: undefined };
  if (status === 404) return { status: "absent", body: undefined };
  if (status === 401) {
    throw new Refused(
      `${where} refused the credentials: they expired or belong to another cluster; log in again`,
    );
  }
  throw new Refused(`${where} answered ${status} to ${path}: the cluster is not healthy`);
}

function tooLate(where: string, patience: number): Error {
  const limit = `${patience / 1000} s`;
  return new Error(
    `${where} did not answer within ${limit}: check the network, or start the cluster`,
  );
}

function explained(error: NodeJS.ErrnoException, where: string): Error {
  if (error instanceof Refused) return error;
  const cause = error.code ?? error.message;
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(cause)) {
    return new Error(`${where} shows a certificate that the kubeconfig does not trust: ${cause}`);
  }
  if (error.code && /^E(CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE)/.test(error.code)) {
    return new Error(
      `${where} cannot be reached: ${cause}; start the cluster, or check its address`,
    );
  }
  return new Error(`${where} cannot be read: ${error.message}`);
}
