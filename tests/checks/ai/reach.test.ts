import assert from "node:assert/strict";
import { createServer } from "node:http";

import { ask } from "../../../checks/ai/probe/ask.ts";
import { letIn } from "../../../checks/ai/probe/reach.ts";
import { end, nobody } from "../../helpers/loopback.ts";

describe("letIn", () => {
  it("waits until somebody answers, whatever the answer", async () => {
    const server = createServer((_, answer) => void answer.writeHead(404).end());
    const url = await nobody();

    const waiting = letIn(url);
    server.listen(Number(new URL(url).port), "127.0.0.1");
    await waiting;
    await end(server);
  });

  it("gives up after its time, and leaves it to the question to say why", async () => {
    const url = await nobody();
    await letIn(url, 0.01);
    const { error } = await ask(url, "?", { maxTokens: 1, seconds: 5 });
    assert.ok(error && error !== "fetch failed", error);
  });
});
