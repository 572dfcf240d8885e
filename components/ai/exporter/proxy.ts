import { Agent, type IncomingMessage, type ServerResponse, request } from "node:http";

import { AnswerReader } from "./answer.ts";
import { modelIn, routeOf, type Route } from "./routes.ts";
import type { Telemetry } from "./telemetry.ts";

export interface ProxyArgs {
  /** Where Ollama listens. */
  upstream: URL;
  telemetry: Telemetry;
  /** Whether a model is one of Ollama's: others share one label, so that clients cannot make any. */
  isKnown: (model: string) => boolean;
  /**
   * Questions that may be under way. Ollama itself lets any number wait for a model in memory: its
   * own limit is for those that wait until a model is loaded.
   */
  most: number;
}

/** How much of a request is looked through for the name of its model. */
const looked = 64 * 1024;

/** Status of a request that its client gave up, as nginx counts it. */
const clientClosed = 499;

/** Connection headers are between two neighbours: they are not passed on. */
const hops = ["connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection"];

/** A handler that passes requests on to Ollama and answers back, chunk by chunk, and counts. */
export function proxy(args: ProxyArgs) {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  let underWay = 0;
  return (asked: IncomingMessage, answer: ServerResponse): void => {
    const route = routeOf(asked.url ?? "/");
    if (route.refused) {
      asked.resume();
      args.telemetry.requests.add({ model: "", route: "other", code: "403" });
      return refuse(answer, 403, "models are managed by the deployment, not by its clients");
    }
    if (route.asks) {
      if (underWay >= args.most) {
        asked.resume();
        args.telemetry.requests.add({ model: "", route: route.label, code: "503" });
        answer.setHeader("retry-after", "1");
        return refuse(answer, 503, `${args.most} requests are under way: try again later`);
      }
      underWay += 1;
      answer.on("close", () => (underWay -= 1));
    }
    pass(args, agent, route, asked, answer);
  };
}

function pass(
  { upstream, telemetry, isKnown }: ProxyArgs,
  agent: Agent,
  route: Route,
  asked: IncomingMessage,
  answer: ServerResponse,
): void {
  const watch = watched(telemetry, route, isKnown);
  const headers = without(asked.headers, hops);
  const { hostname, port } = upstream;
  const to = { agent, hostname, port, method: asked.method, path: asked.url, headers };
  const onward = request({ ...to, headers: { ...headers, host: upstream.host } }, (got) => {
    answer.writeHead(got.statusCode ?? 502, without(got.headers, hops));
    answer.flushHeaders();
    got.on("data", (chunk: Buffer) => {
      watch.answered(chunk, got);
      if (!answer.write(chunk)) got.pause();
    });
    answer.on("drain", () => got.resume());
    got.on("end", () => answer.end());
    got.on("error", () => answer.destroy());
  });
  onward.setNoDelay(true);
  onward.on("error", (error: Error) => {
    if (answer.headersSent || answer.destroyed) answer.destroy();
    else refuse(answer, 502, `Ollama does not answer: ${error.message}`);
  });
  asked.on("data", (chunk: Buffer) => {
    watch.asked(chunk);
    if (!onward.write(chunk)) asked.pause();
  });
  onward.on("drain", () => asked.resume());
  asked.on("end", () => onward.end());
  // Whoever hangs up wants no more tokens: Ollama stops when its own client is gone.
  answer.on("close", () => {
    if (!answer.writableFinished) onward.destroy();
    watch.over(answer.writableFinished ? answer.statusCode : clientClosed);
  });
}

/** Follows one request, and adds it to the metrics when it is over. */
function watched(telemetry: Telemetry, { label, asks }: Route, isKnown: ProxyArgs["isKnown"]) {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const reader = new AnswerReader();
  let body = "";
  let [first, last] = [undefined as number | undefined, undefined as number | undefined];
  if (asks) {
    telemetry.inFlight.add({}, 1);
    telemetry.waiting.add({}, 1);
  }
  const begun = () => {
    if (first !== undefined) return;
    first = elapsed();
    if (asks) telemetry.waiting.add({}, -1);
  };
  let streamed = false;
  return {
    asked: (chunk: Buffer) => {
      if (asks && body.length < looked) body += chunk.toString("utf8").slice(0, looked);
    },
    answered: (chunk: Buffer, { headers, statusCode }: IncomingMessage) => {
      const later = first !== undefined;
      begun();
      if (!asks) return;
      streamed ||= statusCode === 200 && /ndjson|event-stream/.test(headers["content-type"] ?? "");
      if (streamed && later) last = elapsed();
      reader.push(chunk);
    },
    over: (code: number) => {
      const firstToken = first;
      begun();
      const named = asks ? modelIn(body) : undefined;
      const model = named === undefined ? "" : isKnown(named) ? named : "unknown";
      telemetry.requests.add({ model, route: label, code: `${code}` });
      if (!asks) return;
      telemetry.inFlight.add({}, -1);
      telemetry.duration.observe({ model, route: label }, elapsed());
      if (streamed) telemetry.timeToFirst.observe({ model, route: label }, firstToken!);
      const { promptTokens, generatedTokens, tokensPerSecond } = reader.end();
      if (promptTokens) telemetry.promptTokens.add({ model }, promptTokens);
      if (generatedTokens) telemetry.generatedTokens.add({ model }, generatedTokens);
      const rate = tokensPerSecond ?? streamRate(generatedTokens, firstToken, last);
      if (rate) telemetry.tokenRate.observe({ model }, rate);
    },
  };
}

/** OpenAI's protocol tells no speed: it is that of the stream, from its first token to its last. */
function streamRate(tokens = 0, first = 0, last = 0): number | undefined {
  return tokens > 1 && last > first ? (tokens - 1) / (last - first) : undefined;
}

function refuse(answer: ServerResponse, status: number, error: string): void {
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(JSON.stringify({ error }));
}

function without<T extends object>(headers: T, names: string[]): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))) as T;
}
