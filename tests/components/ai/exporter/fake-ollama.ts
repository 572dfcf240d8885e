import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";

import { exporter } from "../../../../components/ai/exporter/server.ts";
import { end, listening } from "../../../helpers/loopback.ts";

type Handler = (asked: IncomingMessage, answer: ServerResponse, body: string) => void;

/** What an Ollama of two models says; each path can be answered otherwise. */
export const calm: Record<string, Handler> = {
  "/api/tags": (_, answer) =>
    json(answer, { models: [{ name: "small:latest" }, { name: "embedder:1" }] }),
  "/api/ps": (_, answer) =>
    json(answer, { models: [{ name: "small:latest", size: 300, size_vram: 200 }] }),
  "/api/generate": (_, answer) =>
    json(answer, { done: true, prompt_eval_count: 5, eval_count: 10, eval_duration: 2e8 }),
};

export function json(answer: ServerResponse, body: unknown, status = 200): void {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export interface Place {
  /** Address of the exporter's door for clients. */
  clients: URL;
  metrics: () => Promise<string>;
  watcher: (path: string) => Promise<{ status: number; text: string }>;
  /** Ends the Ollama, and every connection to it. */
  kill: () => void;
  /** Lets no new client in. */
  close: () => void;
}

/** Runs `work` with an exporter before a fake Ollama, on loopback. */
export async function withExporter(
  handlers: Record<string, Handler>,
  work: (place: Place) => Promise<void>,
  {
    models = ["small"],
    preload = [] as string[],
    most = Infinity,
    giveUp = (_: string) => {},
  } = {},
): Promise<void> {
  const ollama = createServer(async (asked, answer) => {
    const body = await text(asked);
    const handler = handlers[asked.url ?? ""];
    if (handler) handler(asked, answer, body);
    else json(answer, { error: "not found" }, 404);
  });
  const upstream = new URL(await listening(ollama));
  const { clients, watchers } = exporter({ upstream, models, preload, most, giveUp });
  const [door, watch] = [new URL(await listening(clients)), await listening(watchers)];
  const watcher = async (path: string) => {
    const got = await fetch(new URL(path, watch));
    return { status: got.status, text: await got.text() };
  };
  try {
    const metrics = async () => (await watcher("/metrics")).text;
    const close = () => void clients.close();
    await work({ clients: door, metrics, watcher, kill: () => void end(ollama), close });
  } finally {
    await Promise.all([clients, watchers, ollama].map(end));
  }
}

/** A promise, and what fulfils it. */
export function signal<T = void>() {
  return Promise.withResolvers<T>();
}

/** Asks until `done` accepts the answer: what is counted after an answer is counted soon. */
export async function eventually<T>(get: () => Promise<T>, done: (got: T) => boolean): Promise<T> {
  for (;;) {
    const got = await get();
    if (done(got)) return got;
  }
}
