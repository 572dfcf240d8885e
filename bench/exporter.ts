import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, type Server, createServer as plainServer } from "node:net";
import { join } from "node:path";

import { median } from "../checks/statistics/median.ts";

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
  if (!got.ok) throw new Error(`${base} answered with ${got.status}: ${await got.text()}`);
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
): Promise<Round[]> {
  const done: Round[] = [];
  let seed = 1000;
  for (let at = -1; at < count; at += 1) {
    const order =
      at % 2 === 0 ? (["direct", "exporter"] as const) : (["exporter", "direct"] as const);
    const round: Partial<Round> = {};
    const asked = at < 0 ? { ...work, streams: 1 } : work;
    // No prompt comes twice: Ollama would have it in a cache.
    for (const way of order) round[way] = await measure(ways[way], asked, (seed += 100));
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
  const free = plainServer();
  const url = await addressOf(free);
  free.close();
  const program = join(import.meta.dirname, "../components/ai/exporter/main.ts");
  const env = { UPSTREAM: upstream, CLIENTS_PORT: new URL(url).port, WATCHERS_PORT: "0" };
  const process = spawn(globalThis.process.execPath, [program], { env, stdio: "inherit" });
  for (;;) {
    if (process.exitCode !== null) throw new Error("the exporter did not start");
    const up = await fetch(`${url}/api/version`).catch(() => undefined);
    if (up?.ok) return { url, process };
  }
}

if (import.meta.main) {
  const [asked, model = "paced", count = "7", tokens = "48", pace = "20"] = process.argv.slice(2);
  if (!asked) {
    console.error(
      "usage: node bench/exporter.ts <URL of an Ollama | paced> [model] [rounds] [tokens] [ms a token]",
    );
    process.exit(2);
  }
  const paced = asked === "paced" ? pacedModel(Number(pace)) : undefined;
  const direct = paced ? await addressOf(paced) : asked.replace(/\/$/, "");
  const { url, process: exporter } = await exporterBefore(direct);
  try {
    const work = { model, tokens: Number(tokens), questions: 50, streams: 20 };
    const ways = { direct, exporter: url };
    const all = await rounds(ways, work, Number(count), (line) => console.error(line));
    console.table(compared(all));
  } finally {
    exporter.kill();
    paced?.close();
  }
}
