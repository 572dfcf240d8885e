import { type Said, ask } from "./ask.ts";
import { actionSchema } from "./decide.ts";
import { embeddings } from "./embed.ts";
import { between, scrape } from "./exporter.ts";
import type { Measured, Questions } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** Puts all questions to the model, and returns what it saw. */
export async function probe(questions: Questions, fact: string): Promise<Measured> {
  const { gateway, maxTokens, seconds, actions } = questions;
  const plain = { maxTokens, seconds };
  const start = performance.now();
  const first = await ask(gateway, "The status of the cluster is", { ...plain, maxTokens: 1 });
  const warmUp = { ...withoutText(first), seconds: (performance.now() - start) / 1000 };
  const { answers, exporter } = await observed(questions);
  const schema = actionSchema(actions);
  const structured = await ask(gateway, structuredQuestion, { ...plain, schema });
  const repeated = await ask(gateway, factQuestion(fact), { ...plain, maxTokens: 24 });
  return {
    ...(exporter && { exporter }),
    ...{ warmUp, answers, structured, fact: { ...repeated, given: fact } },
    ...(questions.embeddings && { similarity: await similarity(questions) }),
  };
}

const structuredQuestion =
  "Alert: the disk of a node is almost full. Which action is right? Answer as JSON.";

const factQuestion = (fact: string) =>
  `Name of the node: ${fact}\nName of the node: ${fact}\nName of the node:`;

const withoutText = ({ text: _, ...answer }: Said) => answer;

const topics = ["memory of a pod", "disk of a node", "certificate", "deployment", "database"];

/** Answers at a steady number at a time, each to a question of its own. */
async function timed({ gateway, requests, parallel, maxTokens, seconds }: Questions) {
  const answers: Omit<Said, "text">[] = [];
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const at = next++;
      const question = `Alert ${at + 1} about the ${topics[at % topics.length]}: it means that`;
      answers.push(withoutText(await ask(gateway, question, { maxTokens, seconds })));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return answers;
}

/** Times the answers, and has the exporter tell what it saw of them. */
async function observed(questions: Questions): Promise<Pick<Measured, "answers" | "exporter">> {
  const { ollama } = questions;
  if (!ollama) return { answers: await timed(questions) };
  const told = () => scrape(ollama).catch((error: unknown) => ({ error: reasonOf(error) }));
  const before = await told();
  const answers = await timed(questions);
  const after = await told();
  if ("error" in before) return { answers, exporter: before };
  return { answers, exporter: "error" in after ? after : between(before, after) };
}

const alike = [
  "The disk of node worker-2 is 96 % full",
  "No space left on device on node worker-5",
  "The TLS certificate of the shop expires in two days",
];

async function similarity({ gateway, seconds }: Questions): Promise<Measured["similarity"]> {
  try {
    const { vectors } = await embeddings(gateway, alike, seconds);
    const [one = [], other = [], third = []] = vectors;
    return { like: cosine(one, other), unlike: cosine(one, third), dimensions: one.length };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

function cosine(a: number[], b: number[]): number {
  const dot = (x: number[], y: number[]) => x.reduce((sum, each, at) => sum + each * y[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
