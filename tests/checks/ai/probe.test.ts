import assert from "node:assert/strict";
import { once } from "node:events";
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { decide } from "../../../checks/ai/probe/decide.ts";
import { embed } from "../../../checks/ai/probe/embed.ts";
import type { Questions } from "../../../checks/ai/probe/measured.ts";
import { overload } from "../../../checks/ai/probe/overload.ts";
import { probe } from "../../../checks/ai/probe/probe.ts";

/** As the exporter writes them after so many answers, each of 20 tokens a second. */
const metrics = (answered: number) => `# TYPE ollama_model_present gauge
ollama_model_present{model="a:1"} 1
ollama_model_memory_bytes{model="a:1"} 1048576
ollama_requests_total{model="a:1",route="/v1/chat/completions",code="200"} ${answered}
ollama_requests_total{model="a:1",route="/v1/chat/completions",code="503"} 7
ollama_requests_total{model="",route="/api/tags",code="200"} 99
ollama_time_to_first_token_seconds_bucket{model="a:1",le="+Inf"} ${answered}
ollama_time_to_first_token_seconds_sum{model="a:1"} ${answered / 4}
ollama_time_to_first_token_seconds_count{model="a:1"} ${answered}
ollama_generated_tokens_per_second_sum{model="a:1"} ${answered * 20}
ollama_generated_tokens_per_second_count{model="a:1"} ${answered}
`;

type Handler = (answer: ServerResponse, body: any) => void;

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const piece = (content: string) => event({ choices: [{ delta: { content } }] });

/** Streams a text in two pieces, with the count that OpenAI's protocol puts at the end. */
const streams =
  (text: (body: any) => string, headers: object = {}): Handler =>
  (answer, body) => {
    answer.writeHead(200, {
      "content-type": "text/event-stream",
      "x-llm-endpoint": "near",
      ...headers,
    });
    const said = text(body);
    answer.write(piece(said.slice(0, 2)));
    setImmediate(() => {
      answer.write(piece(said.slice(2)));
      answer.end(event({ choices: [], usage: { completion_tokens: 7 } }) + "data: [DONE]\n\n");
    });
  };

const question = (body: any): string => body.messages[0].content;
/** A model that repeats the last word of a question, or decides as it is told. */
const parrot = (action: string) =>
  streams((body) =>
    body.response_format
      ? JSON.stringify({ action })
      : ` ${question(body).split("\n")[0]!.split(": ").at(-1)}`,
  );
const vectors: Record<string, number[]> = { disk: [1, 0], device: [0.9, 0.1], shop: [0, 1] };
const embeds: Handler = (answer, { input }) => {
  const data = input.map((text: string) => ({
    embedding: Object.entries(vectors).find(([word]) => text.includes(word))![1],
  }));
  answer.end(JSON.stringify({ data }));
};

async function withModel(
  handlers: { chat: Handler; embeddings?: Handler },
  work: (questions: Questions, asked: any[]) => Promise<void>,
): Promise<void> {
  const asked: any[] = [];
  const server = createServer(async (request, answer) => {
    if (request.url === "/metrics") {
      return void answer.end(metrics(asked.length));
    }
    if (request.method === "GET") return void answer.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push(body);
    if (request.url === "/v1/embeddings") handlers.embeddings!(answer, body);
    else handlers.chat(answer, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await work(
      {
        ...{ gateway, ollama: gateway, embeddings: handlers.embeddings !== undefined },
        ...{ requests: 3, parallel: 2, maxTokens: 8, seconds: 5, actions: ["restart", "scale"] },
      },
      asked,
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe("the probe", () => {
  it("times every answer, and tells who gave it", async () => {
    await withModel({ chat: parrot("scale") }, async (questions, asked) => {
      const { answers, warmUp } = await probe(questions, "node-1");
      assert.equal(answers.length, 3);
      for (const { ok, endpoint, firstTokenSeconds, tokensPerSecond } of [warmUp, ...answers]) {
        assert.deepEqual([ok, endpoint], [true, "near"]);
        assert.ok(firstTokenSeconds! > 0 && tokensPerSecond! > 0);
      }
      assert.equal(asked[0].max_tokens, 1);
      assert.deepEqual(new Set(asked.map(({ stream }) => stream)), new Set([true]));
    });
  });

  it("has the exporter tell what came while the answers were timed, and not before", async () => {
    await withModel({ chat: parrot("scale") }, async (questions) => {
      assert.deepEqual((await probe(questions, "node-1")).exporter, {
        ...{ present: ["a:1"], loaded: { "a:1": 2 ** 20 }, answered: 3 },
        ...{ firstTokenSeconds: 0.25, tokensPerSecond: 20 },
      });
    });
  });

  it("says what is wrong with an exporter, and asks on", async () => {
    await withModel({ chat: parrot("scale") }, async (questions) => {
      const ollama = `${questions.gateway}/nowhere`;
      const { exporter, answers } = await probe({ ...questions, ollama }, "node-1");
      assert.deepEqual(exporter, { error: "its metrics have status 404" });
      assert.equal(answers.filter(({ ok }) => ok).length, 3);
    });
  });

  it("hands a fact in and takes it back, and asks for JSON of a schema", async () => {
    await withModel({ chat: parrot("scale") }, async (questions, asked) => {
      const { fact, structured } = await probe(questions, "node-1");
      assert.deepEqual([fact.given, fact.text], ["node-1", " node-1"]);
      assert.equal(structured.text, '{"action":"scale"}');
      const [{ response_format }] = asked.filter((body) => body.response_format);
      const { action } = response_format.json_schema.schema.properties;
      assert.deepEqual(action, { type: "string", enum: ["restart", "scale"] });
    });
  });

  it("compares embeddings of alerts", async () => {
    await withModel({ chat: parrot("scale"), embeddings: embeds }, async (questions) => {
      const { similarity } = await probe(questions, "node-1");
      assert.ok(similarity && "like" in similarity);
      assert.ok(similarity.like > 0.99 && similarity.unlike === 0);
      assert.equal(similarity.dimensions, 2);
    });
  });

  it("takes how long a fallback took from the answer's header", async () => {
    const late = streams(() => "fine", { "x-llm-fallback-seconds": "1.250" });
    await withModel({ chat: late }, async (questions) => {
      const { answers } = await probe(questions, "node-1");
      assert.deepEqual(new Set(answers.map((each) => each.fallbackSeconds)), new Set([1.25]));
    });
  });

  it("tells what was wrong with an answer instead of failing", async () => {
    const refusing: Handler = (answer) =>
      void answer.writeHead(502).end('{"error":{"message":"no endpoint answers: near: away"}}');
    await withModel({ chat: refusing }, async (questions) => {
      const { answers } = await probe(questions, "node-1");
      assert.deepEqual(answers[0], {
        ok: false,
        error: "status 502: no endpoint answers: near: away",
      });
    });
    const empty: Handler = (answer) => void answer.end("data: [DONE]\n\n");
    await withModel({ chat: empty }, async (questions) => {
      const { warmUp } = await probe(questions, "node-1");
      assert.equal(warmUp.error, "no token came");
    });
    const broken: Handler = (answer) => void answer.write(piece("a"), () => answer.destroy());
    await withModel({ chat: broken }, async (questions) => {
      assert.equal((await probe(questions, "node-1")).warmUp.ok, false);
    });
  });
});

describe("decide", () => {
  const asks = (gateway: string) => ({
    ...{ gateway, seconds: 5, actions: { restart: "Start anew.", scale: "Add more." } },
    alerts: [{ id: "a", text: "it hangs" }],
  });

  it("asks about each alert with all actions and their meaning", async () => {
    await withModel({ chat: parrot("scale") }, async ({ gateway }, asked) => {
      assert.deepEqual(await decide(asks(gateway)), [{ id: "a", action: "scale" }]);
      assert.match(
        question(asked[0]),
        /restart: Start anew\.\nscale: Add more\.\n\nAlert: it hangs/,
      );
    });
  });

  it("keeps what is no decision as what it is", async () => {
    await withModel({ chat: streams(() => "restart!") }, async ({ gateway }) => {
      assert.deepEqual(await decide(asks(gateway)), [{ id: "a", error: "not JSON: restart!" }]);
    });
  });
});

describe("embed", () => {
  const mark = "ai-texts";
  const texts = [
    { id: "a", text: "a disk\tis full: \\ 99 %" },
    { id: "b", text: "the shop\nis slow" },
  ];
  const asks = (gateway: string) => ({ gateway, seconds: 5, mark, folder: "/shared", texts });

  it("writes each text with its vector as a line that PostgreSQL copies", async () => {
    await withModel({ chat: parrot(""), embeddings: embeds }, async ({ gateway }) => {
      const { lines } = await embed(asks(gateway));
      assert.deepEqual(lines.split("\n"), [
        'a disk\\tis full: \\\\ 99 %\t{"shakedown":"ai-texts","id":"a"}\t[1,0]',
        'the shop\\nis slow\t{"shakedown":"ai-texts","id":"b"}\t[0,1]',
        "",
      ]);
    });
  });

  it("asks for a few at a time, and tells how many numbers came from whom", async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ id: `t${at}`, text: `disk ${at}` }));
    const named: Handler = (answer, body) => {
      answer.setHeader("x-llm-endpoint", "near");
      embeds(answer, body);
    };
    await withModel({ chat: parrot(""), embeddings: named }, async ({ gateway }, asked) => {
      const { told } = await embed({ ...asks(gateway), texts: many });
      assert.ok(!("error" in told) && told.seconds > 0);
      assert.deepEqual([told.texts, told.dimensions, told.endpoints], [40, 2, ["near"]]);
      assert.deepEqual(
        asked.map(({ input }) => input.length),
        [16, 16, 8],
      );
    });
  });

  it("tells what was wrong, and hands over no part of the texts", async () => {
    const refusing: Handler = (answer) => void answer.writeHead(502).end("no endpoint answers");
    await withModel({ chat: parrot(""), embeddings: refusing }, async ({ gateway }) => {
      const { lines, told } = await embed(asks(gateway));
      assert.deepEqual([lines, told], ["", { error: "status 502: no endpoint answers" }]);
    });
    const short: Handler = (answer) => void answer.end('{"data":[{"embedding":[1]}]}');
    await withModel({ chat: parrot(""), embeddings: short }, async ({ gateway }) => {
      const { told } = await embed(asks(gateway));
      assert.deepEqual(told, { error: "1 vectors came for 2 texts" });
    });
  });
});

describe("overload", () => {
  it("asks all at a time, and tells who was refused and what the exporter counted", async () => {
    const [all, seen] = [[] as ServerResponse[], { most: 0 }];
    // Answers two and refuses the third, once all three are there.
    const full: Handler = (answer) => {
      if (all.push(answer) < 3) return;
      seen.most = all.length;
      for (const [at, each] of all.splice(0).entries())
        each.writeHead(at < 2 ? 200 : 503).end("{}");
      all.push = (...more) => more.forEach((each) => each.writeHead(200).end("{}")) as never;
    };
    await withModel({ chat: full }, async ({ gateway }) => {
      const asks = { ollama: gateway, watchers: gateway, model: "a:1", requests: 3, seconds: 5 };
      const { client, exporter, afterwards, slowestRefusalSeconds } = await overload(asks);
      assert.deepEqual(client, { "200": 2, "503": 1 });
      assert.deepEqual(exporter, { codes: { "200": 3 } });
      assert.equal(afterwards, "200");
      assert.ok(slowestRefusalSeconds > 0);
    });
  });
});
