import { type ServerResponse, createServer } from "node:http";
import { json } from "node:stream/consumers";

import type { Questions } from "../../../checks/ai/probe/measured.ts";
import { withServer } from "../../helpers/loopback.ts";

/** As the exporter writes them after so many answers, each of 20 tokens a second. */
const metrics = (answered: number) => `# TYPE ollama_model_present gauge
ollama_model_present{model="a:1"} 1
ollama_model_memory_bytes{model="a:1"} 1048576
ollama_model_vram_bytes{model="a:1"} 524288
ollama_requests_total{model="a:1",route="/v1/chat/completions",code="200"} ${answered}
ollama_requests_total{model="a:1",route="/v1/chat/completions",code="503"} 7
ollama_requests_total{model="",route="/api/tags",code="200"} 99
ollama_time_to_first_token_seconds_bucket{model="a:1",le="+Inf"} ${answered}
ollama_time_to_first_token_seconds_sum{model="a:1"} ${answered / 4}
ollama_time_to_first_token_seconds_count{model="a:1"} ${answered}
ollama_generated_tokens_per_second_sum{model="a:1"} ${answered * 20}
ollama_generated_tokens_per_second_count{model="a:1"} ${answered}
`;

export type Handler = (answer: ServerResponse, body: any) => void;

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
export const piece = (content: string) => event({ choices: [{ delta: { content } }] });

/** Streams a text in two pieces, with the count that OpenAI's protocol puts at the end. */
export const streams =
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

export const question = (body: any): string => body.messages[0].content;
/** A model that repeats the last word of a question, or decides as it is told. */
export const parrot = (action: string) =>
  streams((body) =>
    body.response_format
      ? JSON.stringify({ action })
      : ` ${question(body).split("\n")[0]!.split(": ").at(-1)}`,
  );
const vectors: Record<string, number[]> = { disk: [1, 0], device: [0.9, 0.1], shop: [0, 1] };
export const embeds: Handler = (answer, { input }) => {
  const data = input.map((text: string) => ({
    embedding: Object.entries(vectors).find(([word]) => text.includes(word))![1],
  }));
  answer.end(JSON.stringify({ data }));
};

export async function withModel(
  handlers: { chat: Handler; embeddings?: Handler },
  work: (questions: Questions, asked: any[]) => Promise<void>,
): Promise<void> {
  const asked: any[] = [];
  const server = createServer(async (request, answer) => {
    if (request.url === "/metrics") {
      return void answer.end(metrics(asked.length));
    }
    if (request.method === "GET") return void answer.writeHead(404).end();
    const body = await json(request);
    asked.push(body);
    if (request.url === "/v1/embeddings") handlers.embeddings!(answer, body);
    else handlers.chat(answer, body);
  });
  await withServer(server, (gateway) =>
    work(
      {
        ...{ gateway, ollama: gateway, embeddings: handlers.embeddings !== undefined },
        ...{ requests: 3, parallel: 2, maxTokens: 8, seconds: 5, actions: ["restart", "scale"] },
      },
      asked,
    ),
  );
}
