import { type IncomingMessage, type ServerResponse, createServer } from "node:http";

import { Breaker, type BreakerArgs } from "./breaker.ts";
import { type Begun, Busy, type Endpoint, type Question, ask, modelFor } from "./endpoint.ts";
import { type Telemetry, telemetry as newTelemetry } from "./telemetry.ts";

export interface GatewayArgs {
  /** In the order in which they are asked. */
  endpoints: Endpoint[];
  /** Longest wait for the first token, and for each next one. */
  tokenSeconds: number;
  breaker: Omit<BreakerArgs, "now">;
  now?: () => number;
}

interface Choice {
  endpoint: Endpoint;
  breaker: Breaker;
}

const paths = ["/chat/completions", "/completions", "/embeddings"];
const largest = 4 * 2 ** 20;

/** Two servers: for clients, and for whoever watches. Neither listens yet. */
export function gateway({
  endpoints,
  tokenSeconds,
  breaker,
  now = performance.now.bind(performance),
}: GatewayArgs) {
  const told = newTelemetry();
  const choices = endpoints.map((endpoint) => ({
    endpoint,
    breaker: new Breaker({ ...breaker, now }),
  }));
  const clients = createServer({ noDelay: true }, (asked, answer) => {
    serve(asked, answer, { choices, tokenSeconds, told, now }).catch((error: Error) => {
      if (answer.headersSent) answer.destroy();
      else refuse(answer, 500, error.message);
    });
  });
  clients.requestTimeout = 0;
  clients.keepAliveTimeout = 75_000;
  const watchers = createServer((asked, answer) => {
    for (const { endpoint, breaker: each } of choices) {
      told.open.set({ endpoint: endpoint.name }, each.open ? 1 : 0);
    }
    const known = ["/healthz", "/readyz", "/metrics"].includes(asked.url ?? "");
    answer.writeHead(known ? 200 : 404, { "content-type": "text/plain; version=0.0.4" });
    answer.end(asked.url === "/metrics" ? told.registry.text() : known ? "alive\n" : "");
  });
  return { clients, watchers };
}

interface Serving {
  choices: Choice[];
  tokenSeconds: number;
  told: Telemetry;
  now: () => number;
}

async function serve(asked: IncomingMessage, answer: ServerResponse, serving: Serving) {
  const path = (asked.url ?? "").replace(/^\/v1/, "");
  if (!paths.includes(path) || asked.method !== "POST") {
    return refuse(answer, 404, `there are POST ${paths.map((each) => `/v1${each}`).join(", ")}`);
  }
  const gone = new AbortController();
  answer.on("close", () => gone.abort());
  const body = await bodyOf(asked);
  if (!body) return refuse(answer, 400, "a JSON object of at most 4 MiB is needed");
  const { told, now } = serving;
  const start = now();
  const failed: Failed = new Map();
  const able = serving.choices.filter(({ endpoint }) => modelFor(endpoint, path));
  const [first] = able;
  for (const choice of inTurn(able, failed)) {
    const { name } = choice.endpoint;
    const seconds = (now() - start) / 1000;
    const question = { path, body, signal: gone.signal };
    const begun = await attempt(choice, question, serving, failed);
    if (gone.signal.aborted) return begun?.rest.destroy();
    if (!begun) continue;
    if (choice === first) return pass(choice, begun, answer, told, {});
    told.fallbacks.add({ from: first!.endpoint.name, to: name });
    told.fallbackTime.observe({ to: name }, seconds);
    failed.delete(choice);
    return pass(choice, begun, answer, told, {
      "x-llm-fallback-seconds": seconds.toFixed(3),
      "x-llm-fallback-reason": inHeader(wordsOf(failed)),
    });
  }
  const failures = [...failed.values()];
  const busy = failures.length > 0 && failures.every((each) => each.busy);
  const status = busy ? 503 : 502;
  told.answers.add({ endpoint: "", code: `${status}` });
  if (busy) answer.setHeader("retry-after", "1");
  refuse(answer, status, `no endpoint answers: ${wordsOf(failed) || "none has such a model"}`);
}

interface Failure {
  said: string;
  /** It has too much to do, and nothing else is wrong. */
  busy: boolean;
}

/** What was wrong with those that did not answer. */
type Failed = Map<Choice, Failure>;

const wordsOf = (failed: Failed) => [...failed.values()].map(({ said }) => said).join("; ");

/** Endpoints to ask in turn: those that are left alone for a while where no other one answers. */
function* inTurn(able: Choice[], failed: Failed): Generator<Choice> {
  const alone: Choice[] = [];
  for (const choice of able) {
    if (choice.breaker.admits()) {
      yield choice;
      continue;
    }
    alone.push(choice);
    failed.set(choice, {
      said: `${choice.endpoint.name} is left alone after failures`,
      busy: false,
    });
  }
  yield* alone;
}

async function attempt(
  choice: Choice,
  question: Question,
  { tokenSeconds, told }: Serving,
  failed: Failed,
): Promise<Begun | undefined> {
  const { endpoint, breaker } = choice;
  try {
    return await ask(endpoint, question, tokenSeconds);
  } catch (error) {
    if (question.signal.aborted) return void breaker.abandoned();
    const busy = error instanceof Busy;
    // To leave it alone for a while would turn one moment of too much into a long one of nothing.
    if (busy) breaker.abandoned();
    else breaker.failed();
    told.failures.add({ endpoint: endpoint.name });
    failed.set(choice, { said: `${endpoint.name}: ${(error as Error).message}`, busy });
    return undefined;
  }
}

/** Hands an answer on as it comes. What has begun cannot be begun anew elsewhere. */
function pass(
  { endpoint, breaker }: Choice,
  { status, headers, first, rest }: Begun,
  answer: ServerResponse,
  told: Telemetry,
  fallback: Record<string, string>,
): void {
  const { "content-type": type = "application/json" } = headers;
  answer.writeHead(status, { "content-type": type, "x-llm-endpoint": endpoint.name, ...fallback });
  answer.write(first);
  rest.on("data", (chunk: Buffer) => {
    if (!answer.write(chunk)) rest.pause();
  });
  answer.on("drain", () => rest.resume());
  const over = () => {
    if (rest.readableEnded) {
      breaker.succeeded();
      told.answers.add({ endpoint: endpoint.name, code: `${status}` });
      return void answer.end();
    }
    if (answer.destroyed) return breaker.abandoned();
    breaker.failed();
    told.failures.add({ endpoint: endpoint.name });
    answer.destroy();
  };
  // A short answer may be over before anybody listens.
  if (rest.closed) over();
  else rest.on("close", over).on("error", () => {});
  rest.resume();
}

/** A text as a header may hold it. */
const inHeader = (text: string) => text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 300);

async function bodyOf(asked: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of asked as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largest) chunks.push(chunk);
  }
  if (length > largest) return undefined;
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const isObject = body !== null && typeof body === "object" && !Array.isArray(body);
    return isObject ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function refuse(answer: ServerResponse, status: number, message: string): void {
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(JSON.stringify({ error: { message } }));
}
