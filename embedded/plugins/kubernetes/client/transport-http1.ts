import * as http from "node:http";
import * as https from "node:https";

import type { Access } from "./kubeconfig.ts";
import {
  codedError,
  headersOf,
  lineSplitter,
  openSocket,
  type Request,
  type Response,
  type Transport,
} from "./transport.ts";

/** For a server or a proxy in front of it that does not speak HTTP/2. */
export function connectHttp1(access: Access): Transport {
  const secure = access.server.startsWith("https:");
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 64 });
  agent.createConnection = (_options, opened) => {
    openSocket(access, ["http/1.1"]).then(
      (socket) => opened?.(null, socket),
      (error) => opened?.(error, undefined as never),
    );
    return undefined;
  };
  const send = async (request: Request): Promise<Response> => {
    const headers = await headersOf(access, request);
    return new Promise((resolve, reject) => {
      const options = { method: request.method, headers, agent, signal: request.signal };
      const module = secure ? https : http;
      const sent = module.request(access.server + request.path, options, (answer) =>
        receive(answer, request.onLine).then(resolve, reject),
      );
      sent.setTimeout(request.timeout ?? 30_000, () =>
        sent.destroy(codedError("TIMEOUT", "no answer in time")),
      );
      sent.once("error", reject);
      sent.end(request.body);
    });
  };
  return { send, close: () => agent.destroy() };
}

function receive(answer: http.IncomingMessage, onLine?: (line: string) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const status = answer.statusCode ?? 0;
    const chunks: Buffer[] = [];
    const lines = lineSplitter((line) => onLine?.(line));
    answer.on("data", (chunk: Buffer) => {
      if (onLine && status < 300) lines(chunk);
      else chunks.push(chunk);
    });
    answer.once("error", reject);
    answer.once("end", () =>
      resolve({
        status,
        headers: answer.headers as Record<string, string | undefined>,
        text: Buffer.concat(chunks).toString(),
      }),
    );
  });
}
