import assert from "node:assert/strict";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";

import { judgeVisit } from "../../../checks/ai/service.ts";
import { visit } from "../../../checks/ai/probe/visit.ts";
import { finding } from "../../../checks/run/verdict.ts";
import { nobody, withServer } from "../../helpers/loopback.ts";

interface Asked {
  method?: string;
  type?: string;
  key?: string;
  body: string;
}

/** What a service was asked, and what came of it. */
async function visited(
  answers: (answer: ServerResponse) => void,
  questions: { request?: string; answer?: string; seconds?: number },
  key?: string,
) {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, answer) => {
    const { authorization, "content-type": type } = request.headers;
    asked.push({ method: request.method, type, key: authorization, body: await text(request) });
    answers(answer);
  });
  return withServer(server, async (base) => {
    const url = `${base}/api/chat`;
    const seen = await visit({ url, answer: "well", seconds: 5, ...questions }, key);
    return { seen, asked };
  });
}
const says =
  (text: string, status = 200) =>
  (answer: ServerResponse) =>
    void answer.writeHead(status).end(text);
const terms = { answer: "well", answerSeconds: 5 };

describe("the check of a service", () => {
  it("never tells the key, which a service may repeat", async () => {
    const { seen } = await visited(says('no such key "hunter2"', 401), {}, "hunter2\n");
    assert.equal("text" in seen && seen.text, 'no such key "***"');
  });

  it("posts its request as JSON, with the key, and passes an answer that has what it must", async () => {
    const request = '{"ask":"how are you?"}';
    const { seen, asked } = await visited(
      says("I am\nwell"),
      { request, answer: "am.well" },
      "k\n",
    );
    assert.deepEqual(asked, [
      { method: "POST", type: "application/json", key: "Bearer k", body: request },
    ]);
    const { verdict, evidence } = finding(judgeVisit(terms, seen), "all well");
    assert.equal(verdict, "pass");
    assert.deepEqual(
      evidence.map(({ name }) => name),
      ["status of the answer", "time of the answer", "words of the answer"],
    );
  });

  it("gets where there is no request, and shows no key where there is none", async () => {
    const { asked } = await visited(says("well"), {});
    assert.deepEqual(asked, [{ method: "GET", type: undefined, key: undefined, body: "" }]);
  });

  it("looks through the whole of a long answer, and hands its beginning on", async () => {
    const { seen } = await visited(says(`${"x".repeat(100_000)} well`), {});
    assert.ok(!("error" in seen) && seen.matches);
    assert.equal(seen.text.length, 200);
  });

  it("fails an answer that says something else, with what it says", async () => {
    const { seen } = await visited(says("I am ill"), {});
    const { verdict, reason } = finding(judgeVisit(terms, seen), "all well");
    assert.deepEqual([verdict, reason], ["fail", 'words of the answer: it says "I am ill"']);
  });

  it("fails another status than one of success, whatever is said", async () => {
    const { seen } = await visited(says("well", 404), {});
    const [status, ...others] = judgeVisit(terms, seen);
    assert.deepEqual([status!.verdict, status!.value, others], ["fail", 404, []]);
  });

  it("fails a service that is away, or does not answer in time", async () => {
    const { seen } = await visited(() => {}, { seconds: 0.05 });
    const [late] = judgeVisit(terms, seen);
    assert.deepEqual([late!.verdict, /timeout/.test(late!.reason!)], ["fail", true]);
    const gone = await visit({ url: await nobody(), answer: "", seconds: 5 });
    const [away] = judgeVisit(terms, gone);
    assert.equal(away!.verdict, "fail");
  });
});
