import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { signal } from "../exporter/fake-ollama.ts";
import { type Handler, fails, says, withGateway } from "./fake-endpoints.ts";

describe("the gateway", () => {
  it("asks the first endpoint, by its own name of the model", async () => {
    const echo: Handler = (_, answer, body) => says(body.model)(_, answer, body);
    await withGateway({ one: echo, two: says("two") }, async ({ ask, asked }) => {
      const got = await ask();
      assert.deepEqual(await got.json(), { text: "one-model" });
      assert.equal(got.headers.get("x-llm-endpoint"), "one");
      assert.equal(got.headers.get("x-llm-fallback-seconds"), null);
      assert.deepEqual(asked, { one: 1 });
    });
  });

  for (const status of [500, 503, 429, 401, 404]) {
    it(`turns to the next endpoint on status ${status}, and counts it`, async () => {
      await withGateway({ one: fails(status), two: says("two") }, async ({ ask, metrics }) => {
        const got = await ask();
        assert.deepEqual(await got.json(), { text: "two" });
        assert.equal(got.headers.get("x-llm-fallback-seconds"), "0.000");
        assert.equal(got.headers.get("x-llm-fallback-reason"), `one: status ${status}: no`);
        const text = await metrics();
        assert.match(text, /^llm_fallbacks_total\{from="one",to="two"\} 1$/m);
        assert.match(text, /^llm_endpoint_failures_total\{endpoint="one"\} 1$/m);
        assert.match(text, /^llm_fallback_duration_seconds_count\{to="two"\} 1$/m);
      });
    });
  }

  it("says why it turned to the next endpoint in words that a header may hold", async () => {
    const wordy: Handler = (_, answer) =>
      void answer
        .writeHead(404)
        .end(`{\n "error": "Modell f\u00fcr \u4f60 fehlt" }${"x".repeat(400)}`);
    await withGateway({ one: wordy, two: says("two") }, async ({ ask }) => {
      const said = (await ask()).headers.get("x-llm-fallback-reason")!;
      assert.match(said, /^one: status 404: \{ +"error": "Modell f r +fehlt" \}x+$/);
      assert.ok(said.length <= 300);
    });
  });

  it("leaves a question that is wrong with its asker", async () => {
    await withGateway({ one: fails(400), two: says("two") }, async ({ ask, asked }) => {
      assert.equal((await ask()).status, 400);
      assert.deepEqual(asked, { one: 1 });
    });
  });

  it("turns to the next endpoint when no token comes in time", async () => {
    const silent: Handler = () => {};
    await withGateway(
      { one: silent, two: says("two") },
      async ({ ask }) => assert.deepEqual(await (await ask()).json(), { text: "two" }),
      { tokenSeconds: 0.05 },
    );
  });

  it("turns to the next endpoint when nothing listens", async () => {
    const gone: Handler = (asked) => void asked.socket.destroy();
    await withGateway({ one: gone, two: says("two") }, async ({ ask }) => {
      assert.deepEqual(await (await ask()).json(), { text: "two" });
    });
  });

  it("leaves an endpoint alone after failures in a row, then tries it once", async () => {
    const start = { one: fails(500), two: says("two") };
    await withGateway(start, async ({ ask, asked, clock, metrics, let: make }) => {
      for (let n = 0; n < 4; n++) await (await ask()).text();
      assert.deepEqual(asked, { one: 2, two: 4 });
      assert.match(await metrics(), /^llm_circuit_open\{endpoint="one"\} 1$/m);

      clock.time = 1000;
      await (await ask()).text();
      await (await ask()).text();
      assert.deepEqual(asked, { one: 3, two: 6 });

      clock.time = 2000;
      make("one", says("back"));
      assert.deepEqual(await (await ask()).json(), { text: "back" });
      assert.match(await metrics(), /^llm_circuit_open\{endpoint="one"\} 0$/m);
      assert.deepEqual(await (await ask()).json(), { text: "back" });
    });
  });

  it("asks one that is left alone all the same where no other answers", async () => {
    await withGateway({ one: fails(500) }, async ({ ask, asked, let: make }) => {
      for (let n = 0; n < 3; n++) assert.equal((await ask()).status, 502);
      make("one", says("back"));
      const got = await ask();
      assert.deepEqual(await got.json(), { text: "back" });
      assert.equal(got.headers.get("x-llm-fallback-reason"), null);
      assert.deepEqual(asked, { one: 4 });
    });
    await withGateway({ one: fails(500), two: fails(500) }, async ({ ask, asked, let: make }) => {
      for (let n = 0; n < 2; n++) await (await ask()).text();
      make("two", says("two"));
      const got = await ask();
      assert.equal(got.headers.get("x-llm-fallback-reason"), "one: status 500: no");
      assert.deepEqual(asked, { one: 3, two: 3 });
    });
  });

  it("asks a busy endpoint again the next time, however often it was", async () => {
    await withGateway({ one: fails(503), two: says("two") }, async ({ ask, asked, metrics }) => {
      for (let n = 0; n < 4; n++) await (await ask()).text();
      assert.deepEqual(asked, { one: 4, two: 4 });
      assert.match(await metrics(), /^llm_circuit_open\{endpoint="one"\} 0$/m);
    });
  });

  it("says that all are busy where they are, and else that none answers", async () => {
    await withGateway({ one: fails(503), two: fails(429) }, async ({ ask, let: make }) => {
      const got = await ask();
      assert.deepEqual([got.status, got.headers.get("retry-after")], [503, "1"]);
      make("two", fails(500));
      assert.equal((await ask()).status, 502);
    });
  });

  it("hands tokens on as they come", async () => {
    const next = signal();
    const slow: Handler = async (_, answer) => {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      answer.write("data: a\n\n");
      await next.promise;
      answer.end("data: b\n\n");
    };
    await withGateway({ one: slow }, async ({ ask }) => {
      const got = await ask();
      assert.equal(got.headers.get("content-type"), "text/event-stream");
      const reader = got.body!.getReader();
      assert.equal(Buffer.from((await reader.read()).value!).toString(), "data: a\n\n");
      next.resolve();
      assert.equal(Buffer.from((await reader.read()).value!).toString(), "data: b\n\n");
    });
  });

  it("breaks an answer off where its endpoint does, and counts the failure", async () => {
    const broken: Handler = (asked, answer) => {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      answer.write("data: a\n\n", () => asked.socket.destroy());
    };
    await withGateway({ one: broken, two: says("two") }, async ({ ask, metrics, asked }) => {
      const got = await ask();
      await assert.rejects(got.text());
      assert.match(await metrics(), /^llm_endpoint_failures_total\{endpoint="one"\} 1$/m);
      assert.deepEqual(asked, { one: 1 });
    });
  });

  it("hangs up when its client does, and blames nobody", async () => {
    const [begun, gone] = [signal(), signal()];
    const endless: Handler = (_, answer) => {
      answer.on("close", gone.resolve);
      begun.resolve();
    };
    await withGateway({ one: endless, two: says("two") }, async ({ ask, metrics, asked }) => {
      const client = new AbortController();
      const got = ask(undefined, undefined, client.signal);
      await begun.promise;
      client.abort();
      await assert.rejects(got);
      await gone.promise;
      assert.doesNotMatch(await metrics(), /^llm_endpoint_failures_total\{/m);
      assert.deepEqual(asked, { one: 1 });
    });
  });

  it("says what every endpoint said when none answers", async () => {
    await withGateway({ one: fails(500), two: fails(503) }, async ({ ask }) => {
      const got = await ask();
      assert.equal(got.status, 502);
      const { error } = (await got.json()) as { error: { message: string } };
      assert.equal(error.message, "no endpoint answers: one: status 500: no; two: status 503: no");
    });
  });

  it("asks for embeddings only where there is a model for them", async () => {
    await withGateway({ one: says("one") }, async ({ ask, asked }) => {
      assert.equal((await ask("/v1/embeddings")).status, 502);
      assert.deepEqual(asked, {});
    });
  });

  it("takes a connection of its own for each question, which a Service may lead to any pod", async () => {
    const ports = new Set<number | undefined>();
    const seen: Handler = (asked, answer, body) => {
      ports.add(asked.socket.remotePort);
      says("one")(asked, answer, body);
    };
    await withGateway({ one: seen }, async ({ ask }) => {
      for (let n = 0; n < 3; n++) await (await ask()).text();
    });
    assert.equal(ports.size, 3);
  });

  describe("with a key in a file", () => {
    let folder: string;
    let keyFile: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "gateway-"));
      keyFile = join(folder, "key");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("shows an endpoint the key that lies there now", async () => {
      const echo: Handler = (asked, answer, body) =>
        says(asked.headers.authorization ?? "none")(asked, answer, body);
      await withGateway(
        { one: echo },
        async ({ ask }) => {
          writeFileSync(keyFile, "first\n");
          assert.deepEqual(await (await ask()).json(), { text: "Bearer first" });
          writeFileSync(keyFile, "second\n");
          assert.deepEqual(await (await ask()).json(), { text: "Bearer second" });
          rmSync(keyFile);
          const { error } = (await (await ask()).json()) as { error: { message: string } };
          assert.match(error.message, /one: its keySecret is not there, or has no api-key/);
        },
        { keyFile },
      );
    });

    it("keeps to itself a key that an endpoint repeats", async () => {
      const blabs: Handler = (asked, answer) =>
        void answer.writeHead(401).end(`wrong key: ${asked.headers.authorization}`);
      writeFileSync(keyFile, "hush\n");
      await withGateway(
        { one: blabs },
        async ({ ask }) => {
          const { error } = (await (await ask()).json()) as { error: { message: string } };
          assert.match(error.message, /one: status 401: wrong key: Bearer \*\*\*$/);
        },
        { keyFile },
      );
    });

    it("shows none where the file is empty", async () => {
      const echo: Handler = (asked, answer) =>
        void answer.writeHead(401).end(`key: ${asked.headers.authorization}`);
      writeFileSync(keyFile, "\n");
      await withGateway(
        { one: echo },
        async ({ ask }) => {
          const { error } = (await (await ask()).json()) as { error: { message: string } };
          assert.match(error.message, /one: status 401: key: undefined$/);
        },
        { keyFile },
      );
    });
  });

  it("refuses what is no question", async () => {
    await withGateway({ one: says("one") }, async ({ ask, asked }) => {
      assert.equal((await ask("/v1/models")).status, 404);
      assert.equal((await ask(undefined, [1])).status, 400);
      assert.deepEqual(asked, {});
    });
  });
});
