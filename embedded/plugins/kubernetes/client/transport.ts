import * as http2 from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import * as net from "node:net";
import { isIP, type Socket } from "node:net";
import * as tls from "node:tls";
import type { TLSSocket } from "node:tls";

import type { Access } from "./kubeconfig.ts";
import { tunnel } from "./proxy.ts";

export interface Request {
  method: string;
  /** Path and query. */
  path: string;
  body?: string;
  contentType?: string;
  accept?: string;
  /** Called with each line as it comes, instead of gathering the text: for watches and logs. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
  /** Silence after which the connection counts as dead, in milliseconds. @default 30,000 */
  timeout?: number;
}

export interface Response {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
}

/** One multiplexed, kept-alive connection to an API server. */
export interface Transport {
  send(request: Request): Promise<Response>;
  close(): void;
}

const USER_AGENT = "pulumi-kubernetes/4.34 (shakedown)";

/** HTTP/2 where the server speaks it, which every API server does; else HTTP/1.1 kept alive. */
export function connect(access: Access): Transport {
  let session: Promise<ClientHttp2Session> | undefined;
  let fallback: Promise<Transport> | undefined;

  const open = (): Promise<ClientHttp2Session> => {
    session ??= openSession(access).then(
      (opened) => {
        const forget = () => (session = undefined);
        opened.once("close", forget).once("goaway", forget).on("error", forget);
        return opened;
      },
      (error) => {
        session = undefined;
        throw error;
      },
    );
    return session;
  };
  const send = async (request: Request): Promise<Response> => {
    if (fallback) return (await fallback).send(request);
    let opened: ClientHttp2Session;
    try {
      opened = await open();
    } catch (error) {
      if (!(error instanceof NoHttp2)) throw error;
      fallback ??= import("./transport-http1.ts").then((m) => m.connectHttp1(access));
      return (await fallback).send(request);
    }
    return sendOn(opened, request, await headersOf(access, request));
  };
  const close = () => {
    session?.then((opened) => opened.destroy()).catch(() => undefined);
    fallback?.then((other) => other.close()).catch(() => undefined);
  };
  return { send, close };
}

export async function headersOf(access: Access, request: Request): Promise<Record<string, string>> {
  const headers: Record<string, string> = {
    accept: request.accept ?? "application/json",
    "user-agent": USER_AGENT,
  };
  if (access.authorization) headers.authorization = await access.authorization();
  if (request.body !== undefined) {
    headers["content-type"] = request.contentType ?? "application/json";
  }
  return headers;
}

class NoHttp2 extends Error {}

/** An error with a code, as Node's own network errors have. */
export const codedError = (code: string, message: string): Error =>
  Object.assign(new Error(message), { code });

/** A connection to the server, encrypted where its address says so, through the proxy if any. */
export async function openSocket(access: Access, protocols: string[]): Promise<Socket> {
  const url = new URL(access.server);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  const port = Number(url.port || (secure ? 443 : 80));
  const socket = access.proxy && (await tunnel(access.proxy, host, port));
  if (!secure) return socket ?? net.connect({ host, port });
  return tls.connect({
    host,
    port,
    ...(socket ? { socket } : {}),
    ALPNProtocols: protocols,
    ...access.tls,
    ...(access.tls.servername || isIP(host) ? {} : { servername: host }),
  });
}

async function openSession(access: Access): Promise<ClientHttp2Session> {
  if (!access.server.startsWith("https:")) throw new NoHttp2();
  const socket = (await openSocket(access, ["h2", "http/1.1"])) as TLSSocket;
  return new Promise((resolve, reject) => {
    socket.setNoDelay(true);
    socket.setTimeout(5_000, () => socket.destroy(codedError("TIMEOUT", "no answer in 5 s")));
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.setTimeout(0);
      if (socket.alpnProtocol !== "h2") {
        socket.destroy();
        return reject(new NoHttp2());
      }
      const session = http2.connect(access.server, {
        createConnection: () => socket,
        settings: { initialWindowSize: 4 << 20, enablePush: false },
      });
      session.once("connect", () => {
        session.setLocalWindowSize(16 << 20);
        resolve(session);
      });
      session.once("error", reject);
    });
  });
}

function sendOn(
  session: ClientHttp2Session,
  request: Request,
  headers: Record<string, string>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ":method": request.method, ":path": request.path, ...headers },
      { endStream: request.body === undefined },
    );
    const abort = () => stream.close(http2.constants.NGHTTP2_CANCEL);
    request.signal?.addEventListener("abort", abort, { once: true });
    stream.setTimeout(request.timeout ?? 30_000, () => {
      reject(codedError("TIMEOUT", "no answer in time"));
      session.destroy();
    });
    receive(stream, request.onLine)
      .then(resolve, reject)
      .finally(() => request.signal?.removeEventListener("abort", abort));
    if (request.body !== undefined) stream.end(request.body);
  });
}

function receive(stream: ClientHttp2Stream, onLine?: (line: string) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: Record<string, string | undefined> = {};
    const chunks: Buffer[] = [];
    const lines = lineSplitter((line) => onLine?.(line));
    stream.on("response", (received) => {
      status = received[":status"] ?? 0;
      headers = received as Record<string, string | undefined>;
    });
    stream.on("data", (chunk: Buffer) => {
      if (onLine && status < 300) lines(chunk);
      else chunks.push(chunk);
    });
    stream.once("error", reject);
    stream.once("close", () => {
      if (!status) return reject(codedError("ECONNRESET", "the connection was lost"));
      resolve({ status, headers, text: Buffer.concat(chunks).toString() });
    });
  });
}

/** Cuts a stream of bytes into lines. */
export function lineSplitter(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop()!;
    for (const part of parts) if (part) onLine(part);
  };
}
