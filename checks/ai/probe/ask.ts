import type { Answer } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** An answer, and what it said. */
export type Said = Answer & { text: string };

/** What is asked of a model beside the question itself. */
export interface Terms {
  maxTokens: number;
  seconds: number;
  /** JSON schema of the answer. @default - any text */
  schema?: object;
}

interface Event {
  choices?: { delta?: { content?: string } }[];
  usage?: { completion_tokens?: number } | null;
  error?: { message?: string };
}

/** Asks the gateway for a streamed answer and times its tokens. Never throws. */
export async function ask(gateway: string, content: string, terms: Terms): Promise<Said> {
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  try {
    const got = await fetch(`${gateway}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body(content, terms)),
      signal: AbortSignal.timeout(terms.seconds * 1000),
    });
    const from = origin(got);
    if (!got.ok) return { ok: false, text: "", ...from, error: await refusal(got) };
    return { ...from, ...(await read(got, since)) };
  } catch (error) {
    return { ok: false, text: "", error: reasonOf(error) };
  }
}

function body(content: string, { maxTokens, schema }: Terms): object {
  const json_schema = { name: "answer", strict: true, schema };
  return {
    messages: [{ role: "user", content }],
    max_tokens: maxTokens,
    temperature: 0,
    seed: 1,
    stream: true,
    stream_options: { include_usage: true },
    ...(schema && { response_format: { type: "json_schema", json_schema } }),
  };
}

function origin({ headers }: Response): Partial<Answer> {
  const endpoint = headers.get("x-llm-endpoint");
  const fallback = headers.get("x-llm-fallback-seconds");
  const reason = headers.get("x-llm-fallback-reason");
  return {
    ...(endpoint && { endpoint }),
    ...(fallback !== null && { fallbackSeconds: Number(fallback) }),
    ...(reason && { fallbackReason: reason }),
  };
}

async function refusal(got: Response): Promise<string> {
  const text = await got.text();
  const said = /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  return `status ${got.status}: ${said.slice(0, 300)}`;
}

async function read(got: Response, since: () => number): Promise<Said> {
  let [text, pending, count] = ["", "", 0];
  let [first, last] = [undefined as number | undefined, 0];
  const decoder = new TextDecoder();
  for await (const chunk of got.body!) {
    pending += decoder.decode(chunk, { stream: true });
    const lines = pending.split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data: {")) continue;
      const { choices, usage, error } = JSON.parse(line.slice("data: ".length)) as Event;
      if (error) return { ok: false, text, error: error.message ?? "an error in the answer" };
      const piece = choices?.[0]?.delta?.content ?? "";
      if (piece) {
        first ??= since();
        last = since();
        count += 1;
      }
      text += piece;
      count = usage?.completion_tokens ?? count;
    }
  }
  if (first === undefined) return { ok: false, text, error: "no token came" };
  const rate = count > 1 && last > first ? (count - 1) / (last - first) : undefined;
  return { ok: true, text, firstTokenSeconds: first, ...(rate && { tokensPerSecond: rate }) };
}
