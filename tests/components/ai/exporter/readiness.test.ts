import assert from "node:assert/strict";

import { calm, eventually, json, signal, withExporter } from "./fake-ollama.ts";

describe("readiness", () => {
  it("waits for a model that is not stored, and names it", async () => {
    await withExporter(
      calm,
      async ({ watcher }) => {
        const { status, text } = await watcher("/readyz");
        assert.equal(status, 503);
        assert.equal(text, "model big:7b is not stored (there are: small:latest, embedder:1)\n");
      },
      { models: ["small", "big:7b"] },
    );
  });

  it("comes once the models to be preloaded are in memory", async () => {
    const go = signal();
    const loading = async (_: unknown, answer: any) => {
      await go.promise;
      json(answer, { done: true });
    };
    await withExporter(
      { ...calm, "/api/generate": loading },
      async ({ watcher }) => {
        const cold = { status: 503, text: "loading small:latest\n" };
        assert.deepEqual(await watcher("/readyz"), cold);
        go.resolve();
        await eventually(
          () => watcher("/readyz"),
          ({ status }) => status === 200,
        );
      },
      { preload: ["small"] },
    );
  });

  it("loads a model that only embeds by embedding", async () => {
    const refusing = {
      "/api/generate": (_: unknown, answer: any) =>
        json(answer, { error: '"embedder:1" does not support generate' }, 400),
      "/api/embed": (_: unknown, answer: any) => json(answer, { embeddings: [[1]] }),
    };
    await withExporter(
      { ...calm, ...refusing },
      async ({ watcher }) => {
        await eventually(
          () => watcher("/readyz"),
          ({ status }) => status === 200,
        );
      },
      { preload: ["embedder:1"] },
    );
  });

  it("says why a model cannot be loaded", async () => {
    const error = "model requires more system memory (12 GiB) than is available (1 GiB)";
    const full = (_: unknown, answer: any) => json(answer, { error }, 500);
    await withExporter(
      { ...calm, "/api/generate": full },
      async ({ watcher }) => {
        const { text } = await eventually(
          () => watcher("/readyz"),
          (got) => got.text.includes("cannot"),
        );
        assert.equal(text, `model small:latest cannot be loaded: ${error}\n`);
      },
      { preload: ["small"] },
    );
  });

  /** What the exporter said when it gave up, after `asked` is no longer "loading". */
  const givenUp = async (handlers: object, args: { models?: string[]; preload?: string[] }) => {
    const said: string[] = [];
    await withExporter(
      { ...calm, ...handlers },
      async ({ watcher }) => {
        await eventually(
          () => watcher("/readyz"),
          ({ text }) => !text.startsWith("loading"),
        );
      },
      { ...args, giveUp: (why) => void said.push(why) },
    );
    return [...new Set(said)];
  };
  const refusing = (error: string, status = 500) => ({
    "/api/generate": (_: unknown, answer: any) => json(answer, { error }, status),
  });

  it("gives up, with the reason, on a model that Ollama does not have or will not load", async () => {
    assert.deepEqual(await givenUp({}, { models: ["big:7b"] }), [
      "model big:7b is not stored (there are: small:latest, embedder:1)",
    ]);
    const broken = refusing("unable to load model: /models/blobs/sha256-12");
    assert.deepEqual(await givenUp(broken, { preload: ["small"] }), [
      "model small:latest cannot be loaded: unable to load model: /models/blobs/sha256-12",
    ]);
  });

  it("says that memory may be short where the model was killed", async () => {
    for (const error of [
      "llama runner process has terminated: signal: killed",
      "model failed to load, this may be due to resource limitations or an internal error",
    ]) {
      const [said] = await givenUp(refusing(error), { preload: ["small"] });
      assert.ok(
        said!.includes(`${error}: it may need more memory than there is (ai.ollama.memory,`),
      );
    }
  });

  it("goes on waiting for an Ollama that is busy", async () => {
    const busy = refusing("server busy", 503);
    assert.deepEqual(await givenUp(busy, { preload: ["small"] }), []);
  });

  it("ends when Ollama is away, and is not the same as being alive", async () => {
    await withExporter(calm, async ({ watcher, kill }) => {
      assert.equal((await watcher("/readyz")).status, 200);
      kill();
      assert.equal((await watcher("/readyz")).status, 503);
      assert.equal((await watcher("/ollama")).status, 503);
      assert.equal((await watcher("/healthz")).status, 200);
    });
  });
});
