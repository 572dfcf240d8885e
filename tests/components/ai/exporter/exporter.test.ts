import assert from "node:assert/strict";

import { calm, eventually, json, signal, withExporter } from "./fake-ollama.ts";

const ask = (clients: URL, path: string, body: object, signal?: AbortSignal) =>
  fetch(`${clients.origin}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

describe("the exporter", () => {
  it("passes a request and its answer on as they are", async () => {
    const echo = { "/api/chat": (_: unknown, answer: any, body: string) => json(answer, { body }) };
    await withExporter({ ...calm, ...echo }, async ({ clients }) => {
      const got = await ask(clients, "/api/chat", { model: "small", text: "é" });

      assert.equal(got.status, 200);
      assert.deepEqual(await got.json(), { body: '{"model":"small","text":"é"}' });
    });
  });

  it("hands every token on before the next one exists", async () => {
    const next = signal();
    const slow = async (_: unknown, answer: any) => {
      answer.writeHead(200, { "content-type": "application/x-ndjson" });
      answer.write('{"response":"a","done":false}\n');
      await next.promise;
      answer.end('{"response":"b","done":true,"eval_count":2,"eval_duration":1000000}\n');
    };
    await withExporter({ ...calm, "/api/generate": slow }, async ({ clients, metrics }) => {
      const got = await ask(clients, "/api/generate", { model: "small" });
      const reader = got.body!.getReader();
      const first = await reader.read();
      assert.match(Buffer.from(first.value!).toString(), /"response":"a"/);
      assert.match(await metrics(), /^ollama_requests_in_flight 1$/m);
      assert.match(await metrics(), /^ollama_requests_waiting 0$/m);

      next.resolve();
      const second = await reader.read();
      assert.match(Buffer.from(second.value!).toString(), /"response":"b"/);
    });
  });

  it("counts requests, tokens and their speed by model", async () => {
    await withExporter(calm, async ({ clients, metrics, watcher }) => {
      await watcher("/readyz");
      await (await ask(clients, "/api/generate", { model: "small" })).text();
      const text = await eventually(metrics, (found) => found.includes("ollama_requests_total{"));

      const route = 'model="small:latest",route="/api/generate"';
      assert.ok(text.includes(`ollama_requests_total{${route},code="200"} 1\n`));
      assert.match(text, /^ollama_prompt_tokens_total\{model="small:latest"\} 5$/m);
      assert.match(text, /^ollama_generated_tokens_total\{model="small:latest"\} 10$/m);
      assert.match(text, /^ollama_generated_tokens_per_second_sum\{model="small:latest"\} 50$/m);
      assert.ok(text.includes(`ollama_request_duration_seconds_count{${route}} 1\n`));
    });
  });

  it("counts the tokens of OpenAI's protocol, streamed or not", async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const events = (_: unknown, answer: any, body: string) => {
      if (!body.includes("stream")) return json(answer, { choices: [], usage });
      answer.writeHead(200, { "content-type": "text/event-stream" });
      answer.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
    };
    const path = "/v1/chat/completions";
    await withExporter({ ...calm, [path]: events }, async ({ clients, metrics, watcher }) => {
      await watcher("/readyz");
      await (await ask(clients, path, { model: "small" })).text();
      await (await ask(clients, path, { model: "small", stream: true })).text();
      const text = await eventually(metrics, (found) => /_total\{.*code="200"\} 2$/m.test(found));

      assert.match(text, /^ollama_generated_tokens_total\{model="small:latest"\} 8$/m);
      assert.match(text, /^ollama_time_to_first_token_seconds_count\{.*completions"\} 1$/m);
    });
  });

  it("takes the speed of OpenAI's protocol from its stream, where it is one", async () => {
    const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
    const usage = event({ choices: [], usage: { completion_tokens: 4 } });
    const path = "/v1/chat/completions";
    const next = signal();
    const events = async (_: unknown, answer: any, body: string) => {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      if (body.includes("at once")) return answer.end(usage);
      answer.write(event({ choices: [{ delta: { content: "a" } }] }));
      await next.promise;
      answer.end(usage);
    };
    await withExporter({ ...calm, [path]: events }, async ({ clients, metrics, watcher }) => {
      await watcher("/readyz");
      await (await ask(clients, path, { model: "small", prompt: "at once" })).text();
      const start = performance.now();
      const reader = (await ask(clients, path, { model: "small" })).body!.getReader();
      await reader.read();
      next.resolve();
      while (!(await reader.read()).done);
      const seconds = (performance.now() - start) / 1000;
      const text = await eventually(metrics, (found) => /_total\{.*"200"\} 2$/m.test(found));

      const read = (word: string) =>
        Number(
          new RegExp(`^ollama_generated_tokens_per_second_${word}\\S+ (\\S+)$`, "m").exec(text)![1],
        );
      assert.equal(read("count"), 1);
      assert.ok(read("sum") > 3 / seconds && read("sum") < Infinity);
    });
  });

  it("lets clients make no series of their own", async () => {
    await withExporter(calm, async ({ clients, metrics, watcher }) => {
      await watcher("/readyz");
      await (await ask(clients, "/api/generate", { model: "made-up" })).text();
      await (await ask(clients, "/made/up", {})).text();
      const text = await eventually(metrics, (found) => found.includes('code="404"'));

      assert.match(text, /ollama_requests_total\{model="unknown",route="\/api\/generate"/);
      assert.match(text, /ollama_requests_total\{model="",route="other",code="404"\} 1/);
      assert.doesNotMatch(text, /made-up|made\/up/);
    });
  });

  it("hangs up on Ollama when its client does", async () => {
    const [begun, gone] = [signal(), signal()];
    const endless = (_: unknown, answer: any) => {
      answer.writeHead(200, { "content-type": "application/x-ndjson" });
      answer.write('{"done":false}\n');
      answer.on("close", gone.resolve);
      begun.resolve();
    };
    await withExporter({ ...calm, "/api/generate": endless }, async ({ clients, metrics }) => {
      const client = new AbortController();
      const got = await ask(clients, "/api/generate", { model: "small" }, client.signal);
      await begun.promise;
      client.abort();
      await got.text().catch(() => {});
      await gone.promise;

      const text = await eventually(metrics, (found) => found.includes('code="499"'));
      assert.match(text, /^ollama_requests_in_flight 0$/m);
    });
  });

  it("is drained when the last answer is out, and not before", async () => {
    const [asked, go] = [signal(), signal()];
    const slow = async (_: unknown, answer: any) => {
      asked.resolve();
      await go.promise;
      json(answer, { done: true });
    };
    await withExporter({ ...calm, "/api/generate": slow }, async ({ clients, watcher, close }) => {
      const order: string[] = [];
      const headers = { connection: "close" };
      const body = JSON.stringify({ model: "small" });
      const request = { method: "POST", headers, body };
      const answered = fetch(new URL("/api/generate", clients), request).then(async (got) => {
        await got.text();
        order.push("answered");
      });
      await asked.promise;
      close();
      const drained = watcher("/drained").then(() => order.push("drained"));
      assert.equal((await watcher("/healthz")).status, 200);
      assert.deepEqual(order, []);
      go.resolve();
      await Promise.all([answered, drained]);
      assert.deepEqual(order.sort(), ["answered", "drained"]);
    });
  });

  it("passes a full queue's 503 on, and counts it", async () => {
    const full = (_: unknown, answer: any) => json(answer, { error: "server busy" }, 503);
    await withExporter({ ...calm, "/api/generate": full }, async ({ clients, metrics }) => {
      const got = await ask(clients, "/api/generate", { model: "small" });
      assert.equal(got.status, 503);
      assert.deepEqual(await got.json(), { error: "server busy" });
      await eventually(metrics, (found) => found.includes('code="503"} 1'));
    });
  });

  it("refuses what is more than may be under way, at once, and takes others when there is room", async () => {
    const [asked, done] = [signal(), signal()];
    const slow = async (_: unknown, answer: any) => {
      asked.resolve();
      await done.promise;
      json(answer, { done: true });
    };
    const work = async ({ clients, metrics }: any) => {
      const model = { model: "small" };
      const first = ask(clients, "/api/chat", model);
      await asked.promise;
      const refused = await ask(clients, "/api/chat", model);
      assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "1"]);
      assert.equal((await fetch(`${clients.origin}/api/tags`)).status, 200);
      done.resolve();
      await (await first).text();
      const free = (found: string) => /^ollama_requests_in_flight 0$/m.test(found);
      const text = await eventually<string>(metrics, free);
      assert.match(text, /^ollama_requests_total\{model="",route="\/api\/chat",code="503"\} 1$/m);
      assert.equal((await ask(clients, "/api/chat", model)).status, 200);
    };
    await withExporter({ ...calm, "/api/chat": slow }, work, { most: 1 });
  });

  it("says 502 and why when Ollama is away", async () => {
    await withExporter(calm, async ({ clients, metrics, kill }) => {
      kill();
      const got = await ask(clients, "/api/generate", { model: "small" });
      assert.equal(got.status, 502);
      assert.match((await got.json()).error, /^Ollama does not answer: .*ECONNREFUSED/);
      assert.match(await metrics(), /^ollama_up 0$/m);
    });
  });

  it("keeps clients from managing models, however they write the path", async () => {
    const pulled = { "/api/pull": () => assert.fail("it was passed on") };
    await withExporter({ ...calm, ...pulled }, async ({ clients }) => {
      for (const path of [
        "/api/pull",
        "//api/pull",
        "/api/pull/?a=b",
        "/api/%70ull",
        "/api/blobs/sha256:1",
      ]) {
        assert.equal((await ask(clients, path, { model: "big" })).status, 403, path);
      }
    });
  });

  it("tells which models are stored and in memory, and how much they take", async () => {
    await withExporter(calm, async ({ metrics }) => {
      const text = await metrics();
      assert.match(text, /^ollama_up 1$/m);
      assert.match(text, /^ollama_model_present\{model="embedder:1"\} 1$/m);
      assert.match(text, /^ollama_model_loaded\{model="small:latest"\} 1$/m);
      assert.match(text, /^ollama_model_memory_bytes\{model="small:latest"\} 300$/m);
      assert.match(text, /^ollama_model_vram_bytes\{model="small:latest"\} 200$/m);
    });
  });
});
