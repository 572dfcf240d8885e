import { once } from "node:events";
import { type Server, type ServerResponse, createServer } from "node:http";

import { type Ollama, ollamaAt } from "./ollama.ts";
import { proxy } from "./proxy.ts";
import { Readiness } from "./readiness.ts";
import { type Telemetry, telemetry as newTelemetry } from "./telemetry.ts";

export interface ExporterArgs {
  upstream: URL;
  models: string[];
  preload: string[];
  /** Questions that may be under way; others get a 503. */
  most: number;
  /** Told why Ollama will not serve, however long one waits. */
  giveUp: (why: string) => void;
}

/** Two servers: for clients, and for whoever watches. Neither listens yet. */
export function exporter({ upstream, models, preload, most, giveUp }: ExporterArgs) {
  const ollama = ollamaAt(upstream);
  const telemetry = newTelemetry();
  const readiness = new Readiness({ ollama, models, preload, giveUp });
  const isKnown = (model: string) => readiness.present.has(model);
  const clients = createServer({ noDelay: true }, proxy({ upstream, telemetry, isKnown, most }));
  // A model may think for long before its first token.
  clients.requestTimeout = 0;
  clients.keepAliveTimeout = 75_000;
  const drained = once(clients, "close");
  return { clients, watchers: watchers({ ollama, telemetry, readiness, drained }), telemetry };
}

interface Watched {
  ollama: Ollama;
  telemetry: Telemetry;
  readiness: Readiness;
  /** Settles when clients are served no more, and the last answer is out. */
  drained: Promise<unknown>;
}

function watchers({ ollama, telemetry, readiness, drained }: Watched): Server {
  const pages: Record<string, () => Promise<[status: number, text: string]>> = {
    "/healthz": async () => [200, "alive\n"],
    "/readyz": async () => {
      const missing = await readiness.missing();
      return missing ? [503, `${missing}\n`] : [200, "ready\n"];
    },
    "/ollama": async () => {
      await ollama.present();
      return [200, "alive\n"];
    },
    "/drained": async () => {
      await drained;
      return [200, "drained\n"];
    },
    "/metrics": async () => {
      await readLevels(ollama, telemetry);
      return [200, telemetry.registry.text()];
    },
  };
  return createServer((asked, answer) => {
    const page = pages[asked.url ?? ""];
    if (!page) return reply(answer, 404, `there are ${Object.keys(pages).join(", ")}\n`);
    page().then(
      ([status, text]) => reply(answer, status, text),
      (error: Error) => reply(answer, 503, `${error.message}\n`),
    );
  });
}

function reply(answer: ServerResponse, status: number, text: string): void {
  answer.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  answer.end(text);
}

/** Asks Ollama what it holds; one that is away holds nothing. */
async function readLevels(ollama: Ollama, { up, present, loaded, memory, vram }: Telemetry) {
  const levels = await Promise.all([ollama.present(), ollama.loaded()]).catch(() => undefined);
  for (const level of [present, loaded, memory, vram]) level.clear();
  up.set({}, levels ? 1 : 0);
  const [stored = [], inMemory = []] = levels ?? [];
  for (const model of stored) present.set({ model }, 1);
  for (const { model, bytes, vramBytes } of inMemory) {
    loaded.set({ model }, 1);
    memory.set({ model }, bytes);
    vram.set({ model }, vramBytes);
  }
}
