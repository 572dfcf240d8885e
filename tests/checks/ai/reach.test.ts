import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { ask } from "../../../checks/ai/probe/ask.ts";
import { letIn } from "../../../checks/ai/probe/reach.ts";

describe("letIn", () => {
  it("waits until somebody answers, whatever the answer", async () => {
    const server = createServer((_, answer) => void answer.writeHead(404).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");

    const waiting = letIn(`http://127.0.0.1:${port}`);
    server.listen(port, "127.0.0.1");
    await waiting;
    server.close();
    server.closeAllConnections();
  });

  it("gives up after its time, and leaves it to the question to say why", async () => {
    await letIn("http://127.0.0.1:1", 0.01);
    const { error } = await ask("http://127.0.0.1:1", "?", { maxTokens: 1, seconds: 5 });
    assert.ok(error && error !== "fetch failed", error);
  });
});
