/** Asks a language model from a pod of its own, and prints what it saw. Plain Node.js. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { decide } from "./decide.ts";
import { embed } from "./embed.ts";
import type { TextQuestions } from "./measured.ts";
import { overload } from "./overload.ts";
import { probe } from "./probe.ts";
import { letIn } from "./reach.ts";
import { visit } from "./visit.ts";

const { QUESTIONS = "{}", FACT = "", KEY } = process.env;
const questions = JSON.parse(QUESTIONS);

async function hand(asked: TextQuestions) {
  const { lines, told } = await embed(asked);
  const file = join(asked.folder, "texts");
  // Whoever waits for the file finds it whole.
  await writeFile(`${file}.part`, lines);
  await rename(`${file}.part`, file);
  return told;
}

await letIn(questions.gateway ?? questions.ollama ?? questions.url);
const result = await answered();
console.log(`RESULT ${JSON.stringify(result)}`);

function answered() {
  if (questions.alerts) return decide(questions);
  if (questions.texts) return hand(questions);
  if (questions.watchers) return overload(questions);
  if (questions.url) return visit(questions, KEY);
  return probe(questions, FACT);
}
