import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { json } from "node:stream/consumers";

import { type GatewayArgs, gateway } from "../../../../components/ai/gateway/gateway.ts";
import { end, listening } from "../../../helpers/loopback.ts";

export type Handler = (asked: IncomingMessage, answer: ServerResponse, body: any) => void;

export const says =
  (text: string): Handler =>
  (_, answer) => {
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ text }));
  };
export const fails =
  (status: number): Handler =>
  (_, answer) =>
    void answer.writeHead(status).end("no");

export interface Place {
  /** Where clients connect. */
  door: string;
  ask: (path?: string, body?: object, signal?: AbortSignal) => Promise<Response>;
  metrics: () => Promise<string>;
  /** Answers of the endpoint from now on. */
  let: (name: string, handler: Handler) => void;
  /** How often the endpoint was asked. */
  asked: Record<string, number>;
  clock: { time: number };
}

/** Runs `work` with a gateway before endpoints on loopback. */
export async function withGateway(
  handlers: Record<string, Handler>,
  work: (place: Place) => Promise<void>,
  change: Partial<GatewayArgs> & { keyFile?: string } = {},
): Promise<void> {
  const asked: Record<string, number> = {};
  const servers: Server[] = [];
  const endpoints = [];
  for (const name of Object.keys(handlers)) {
    const server = createServer(async (request, answer) => {
      asked[name] = (asked[name] ?? 0) + 1;
      handlers[name]!(request, answer, await json(request));
    });
    servers.push(server);
    const url = `${await listening(server)}/v1`;
    const { keyFile } = change;
    endpoints.push({ name, url, model: `${name}-model`, ...(keyFile && { keyFile }) });
  }
  const clock = { time: 0 };
  const { clients, watchers } = gateway({
    endpoints,
    tokenSeconds: 5,
    breaker: { failures: 2, pauseMilliseconds: 1000 },
    now: () => clock.time,
    ...change,
  });
  servers.push(clients, watchers);
  const [door, watch] = [await listening(clients), await listening(watchers)];
  try {
    await work({
      door,
      ask: (path = "/v1/chat/completions", body = { messages: [] }, signal) =>
        fetch(`${door}${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          ...(signal && { signal }),
        }),
      metrics: async () => (await fetch(`${watch}/metrics`)).text(),
      let: (name, handler) => void (handlers[name] = handler),
      asked,
      clock,
    });
  } finally {
    await Promise.all(servers.map(end));
  }
}
