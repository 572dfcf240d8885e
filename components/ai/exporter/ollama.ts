/** The few questions that are asked of Ollama itself. */
export interface Ollama {
  /** Names of the models that are stored. */
  present(): Promise<string[]>;
  /** Models that are in memory. */
  loaded(): Promise<{ model: string; bytes: number; vramBytes: number }[]>;
  /** Loads a model, to be kept as Ollama's own settings say; throws `Refused` where Ollama will not. */
  load(model: string): Promise<void>;
}

/** What Ollama says against a model; it would say the same again. */
export class Refused extends Error {}

interface Listed {
  models?: { name: string; size?: number; size_vram?: number }[] | null;
}

/** Patience with questions that Ollama answers at once, and with the loading of a model. */
const milliseconds = { asking: 2_000, loading: 600_000 };

export function ollamaAt(upstream: URL): Ollama {
  const get = async (path: string) => {
    const signal = AbortSignal.timeout(milliseconds.asking);
    const got = await fetch(new URL(path, upstream), { signal });
    if (!got.ok) throw new Error(`${path} answered with status ${got.status}`);
    return ((await got.json()) as Listed).models ?? [];
  };
  const post = async (path: string, body: object) => {
    const signal = AbortSignal.timeout(milliseconds.loading);
    const method = "POST";
    const got = await fetch(new URL(path, upstream), {
      method,
      signal,
      body: JSON.stringify(body),
    });
    const text = await got.text();
    if (got.status === 503) throw new Error(text);
    return got.ok ? undefined : (/"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text);
  };
  return {
    present: async () => (await get("/api/tags")).map(({ name }) => name),
    loaded: async () =>
      (await get("/api/ps")).map(({ name, size = 0, size_vram = 0 }) => ({
        model: name,
        bytes: size,
        vramBytes: size_vram,
      })),
    load: async (model) => {
      const said = await post("/api/generate", { model, stream: false });
      if (said === undefined) return;
      // A model that only embeds is loaded by embedding something.
      const only = /does not support generate/.test(said);
      const error = only ? await post("/api/embed", { model, input: "ready" }) : said;
      if (error !== undefined) throw new Refused(withCause(error));
    },
  };
}

/** Where a container's memory is short, a model's process is killed, which Ollama tells as it can. */
function withCause(error: string): string {
  return /signal: killed|resource limitations/.test(error)
    ? `${error}: it may need more memory than there is (ai.ollama.memory, contextLength, parallel)`
    : error;
}
