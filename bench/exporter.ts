import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { letIn, reasonOf } from "../checks/ai/probe/reach.ts";
import { withCleanUp } from "../checks/jobs/interrupt.ts";
import { median } from "../checks/statistics/median.ts";
import { UserError } from "../embedded/progress.ts";
import { runByHand } from "./by-hand.ts";

/** What one way to a model came to in one round. */
export interface Sample {
  /** Milliseconds of a question that no model is asked for. */
  latency: number;
  /** Milliseconds to the first token, and tokens a second, of one stream. */
  first: number;
  rate: number;
  /** The same of many streams at a time: the median first token, and the tokens of all. */
  manyFirst: number;
  manyRate: number;
}

export interface Workload {
  model: string;
  /** Tokens of an answer. */
  tokens: number;
  /** Questions for the latency, and streams at a time. */
  questions: number;
  streams: number;
}

export type Round = { direct: Sample; exporter: Sample };

const now = () => performance.now();

interface Streamed {
  first: number;
  tokens: number;
}

async function stream(base: string, { model, tokens }: Workload, seed: number): Promise<Streamed> {
  const start = now();
  const options = { num_predict: tokens, temperature: 0, seed };
  const prompt = `Alert ${seed}: a node of the cluster has no more`;
  const got = await fetch(`${base}/api/generate`, {
    method: "POST",
    body: JSON.stringify({ model, prompt, stream: true, options }),
  });
  if (!got.ok) {
    throw new UserError(
      `${base} answered with ${got.status}: ${(await got.text()).trim()}`,
      "Name a model that this Ollama has: `ollama list` shows them.",
    );
  }
  let [first, count] = [0, 0];
  for await (const chunk of got.body!) {
    first ||= now() - start;
    for (const byte of chunk) if (byte === 10) count += 1;
  }
  return { first, tokens: count };
}

/** Measures one way once: by single questions, by a stream alone, and by many at a time. */
export async function measure(base: string, work: Workload, seed: number): Promise<Sample> {
  const latencies: number[] = [];
  for (let at = 0; at < work.questions; at += 1) {
    const start = now();
    await (await fetch(`${base}/api/version`)).arrayBuffer();
    latencies.push(now() - start);
  }
  const alone = now();
  const one = await stream(base, work, seed);
  const aloneFor = now() - alone;
  const together = now();
  const seeds = Array.from({ length: work.streams }, (_, at) => seed + at);
  const many = await Promise.all(seeds.map((each) => stream(base, work, each)));
  const togetherFor = now() - together;
  const all = many.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    latency: median(latencies),
    first: one.first,
    rate: (1000 * one.tokens) / aloneFor,
    manyFirst: median(many.map(({ first }) => first)),
    manyRate: (1000 * all) / togetherFor,
  };
}

/** Rounds of both ways, each beginning with the other one. */
export async function rounds(
  ways: { direct: string; exporter: string },
  work: Workload,
  count: number,
  report: (line: string) => void,
  aborted?: AbortSignal,
): Promise<Round[]> {
  const done: Round[] = [];
  let seed = 1000;
  for (let at = -1; at < count; at += 1) {
    const order =
      at % 2 === 0 ? (["direct", "exporter"] as const) : (["exporter", "direct"] as const);
    const round: Partial<Round> = {};
    const asked = at < 0 ? { ...work, streams: 1 } : work;
    // No prompt comes twice: Ollama would have it in a cache.
    for (const way of order) {
      aborted?.throwIfAborted();
      round[way] = await measure(ways[way], asked, (seed += 100));
    }
    if (at >= 0) done.push(round as Round); // the first warms up
    report(at < 0 ? "warmed up" : `round ${at + 1} of ${count}`);
  }
  return done;
}

/** How the ways compare: the median of the rounds' own ratios, above 1 where the exporter is better. */
export function compared(all: readonly Round[]) {
  const of = (way: keyof Round, key: keyof Sample) => median(all.map((round) => round[way][key]));
  const slower: (keyof Sample)[] = ["rate", "manyRate"];
  return (["latency", "first", "rate", "manyFirst", "manyRate"] as const).map((key) => {
    const ratio = median(
      all.map(({ direct, exporter }) =>
        slower.includes(key) ? exporter[key] / direct[key] : direct[key] / exporter[key],
      ),
    );
    const added = median(all.map(({ direct, exporter }) => exporter[key] - direct[key]));
    return { key, direct: of("direct", key), exporter: of("exporter", key), added, ratio };
  });
}

/** A model that says its tokens at a steady pace, whoever else it talks to. */
export function pacedModel(milliseconds: number): Server {
  return createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on("data", (chunk: Buffer) => chunks.push(chunk));
    asked.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      if (!body) return void answer.end('{"version":"0"}');
      let left = (JSON.parse(body) as { options: { num_predict: number } }).options.num_predict;
      answer.writeHead(200, { "content-type": "application/x-ndjson" });
      const timer = setInterval(() => {
        left -= 1;
        const done = { done: true, eval_count: 1, eval_duration: 1 };
        answer.write(`${JSON.stringify(left > 0 ? { response: "a", done: false } : done)}\n`);
        if (left > 0) return;
        clearInterval(timer);
        answer.end();
      }, milliseconds);
    });
  });
}

async function addressOf(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The exporter as it runs in a pod, in a process of its own, before `upstream`. */
async function exporterBefore(upstream: string): Promise<{ url: string; process: ChildProcess }> {
  const free = createServer();
  const url = await addressOf(free);
  free.close();
  const program = join(import.meta.dirname, "../components/ai/exporter/main.ts");
  const env = { UPSTREAM: upstream, CLIENTS_PORT: new URL(url).port, WATCHERS_PORT: "0" };
  const process = spawn(globalThis.process.execPath, [program], { env, stdio: "inherit" });
  await letIn(`${url}/api/version`);
  return { url, process };
}

/** The address of an Ollama, as far as one answers there. */
async function ollamaAt(address: string): Promise<string> {
  const base = address.replace(/\/$/, "");
  const why = await fetch(`${base}/api/version`).then(
    async (got) => (await got.text(), got.ok ? undefined : `it answers with ${got.status}`),
    reasonOf,
  );
  if (why === undefined) return base;
  throw new UserError(
    `No Ollama is at ${address}: ${why}.`,
    "Give the address of one that runs, such as http://127.0.0.1:11434, or `paced`.",
  );
}

async function benchExporter(
  told: { ollama: string; model: string; rounds: number; tokens: number; pace: number },
  report: (line: string) => void,
): Promise<Round[]> {
  const paced = told.ollama === "paced" ? pacedModel(told.pace) : undefined;
  const direct = paced ? await addressOf(paced) : await ollamaAt(told.ollama);
  const { url, process: exporter } = await exporterBefore(direct);
  const work = { model: told.model, tokens: told.tokens, questions: 50, streams: 20 };
  return withCleanUp(
    (aborted) => rounds({ direct, exporter: url }, work, told.rounds, report, aborted),
    async () => {
      exporter.kill();
      paced?.close();
    },
  );
}

if (import.meta.main) {
  await runByHand({
    name: "exporter",
    details:
      "Asks an Ollama by turns directly and through the exporter, and says what the exporter costs:\n" +
      "one question without a model, one stream of tokens, and 20 streams at a time. `paced` in place\n" +
      "of an address stands for a model that says a token every so many milliseconds (pace).",
    needed: ["ollama"],
    may: { model: "gemma3:270m", rounds: 7, tokens: 48, pace: 20 },
    examples: [
      ["node bench/exporter.ts http://127.0.0.1:11434 gemma3:270m 11 32", "a real model"],
      ["node bench/exporter.ts paced", "without one: what the exporter itself takes"],
    ],
    measure: benchExporter,
    show: (all) => console.table(compared(all)),
  });
}
