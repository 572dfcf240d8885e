import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import { decide } from "../../../checks/ai/probe/decide.ts";
import { embed } from "../../../checks/ai/probe/embed.ts";
import { overload } from "../../../checks/ai/probe/overload.ts";
import { probe } from "../../../checks/ai/probe/probe.ts";
import { type Handler, embeds, parrot, piece, question, streams, withModel } from "./fake-model.ts";

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
        ...{ present: ["a:1"], loaded: { "a:1": 2 ** 20 }, onGpus: { "a:1": 2 ** 19 } },
        answered: 3,
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

  it("takes how long a fallback took, and why, from the answer's headers", async () => {
    const late = streams(() => "fine", {
      "x-llm-fallback-seconds": "1.250",
      "x-llm-fallback-reason": "near: status 404",
    });
    await withModel({ chat: late }, async (questions) => {
      const { answers } = await probe(questions, "node-1");
      assert.deepEqual(new Set(answers.map((each) => each.fallbackSeconds)), new Set([1.25]));
      const reasons = new Set(answers.map((each) => each.fallbackReason));
      assert.deepEqual(reasons, new Set(["near: status 404"]));
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
