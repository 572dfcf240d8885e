import type { Embedded, TextQuestions } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** Texts of one request: an answer has to begin before the gateway loses its patience. */
const atATime = 16;

/** Asks the gateway for the vector of each text; throws what it says against that. */
export async function embeddings(
  gateway: string,
  input: string[],
  seconds: number,
): Promise<{ vectors: number[][]; endpoint?: string }> {
  const got = await fetch(`${gateway}/v1/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input }),
    signal: AbortSignal.timeout(seconds * 1000),
  });
  if (!got.ok) throw new Error(`status ${got.status}: ${(await got.text()).slice(0, 300)}`);
  const { data } = (await got.json()) as { data: { embedding: number[] }[] };
  if (data.length !== input.length) {
    throw new Error(`${data.length} vectors came for ${input.length} texts`);
  }
  const endpoint = got.headers.get("x-llm-endpoint");
  return { vectors: data.map(({ embedding }) => embedding), ...(endpoint && { endpoint }) };
}

/** Texts with their vectors, as lines that PostgreSQL copies into a table, and how that went. */
export async function embed({
  gateway,
  texts,
  seconds,
  mark,
}: TextQuestions): Promise<{ lines: string; told: Embedded }> {
  const start = performance.now();
  const lines: string[] = [];
  const endpoints = new Set<string>();
  let dimensions = 0;
  try {
    for (let at = 0; at < texts.length; at += atATime) {
      const some = texts.slice(at, at + atATime);
      const input = some.map(({ text }) => text);
      const { vectors, endpoint } = await embeddings(gateway, input, seconds);
      if (endpoint) endpoints.add(endpoint);
      for (const [each, { id, text }] of some.entries()) {
        const vector = vectors[each]!;
        dimensions = vector.length;
        const metadata = JSON.stringify({ shakedown: mark, id });
        lines.push([text, metadata, JSON.stringify(vector)].map(field).join("\t"));
      }
    }
  } catch (error) {
    return { lines: "", told: { error: reasonOf(error) } };
  }
  const elapsed = (performance.now() - start) / 1000;
  const told = { texts: lines.length, dimensions, seconds: elapsed, endpoints: [...endpoints] };
  return { lines: lines.map((line) => `${line}\n`).join(""), told };
}

/** A value as COPY reads it. */
const field = (value: string) =>
  value
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
