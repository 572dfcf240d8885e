/** Asks a language model from a pod of its own, and prints what it saw. Plain Node.js. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { decide } from "./decide.ts";
import { embed } from "./embed.ts";
import type { TextQuestions } from "./measured.ts";
import { overload } from "./overload.ts";
import { probe } from "./probe.ts";
import { letIn } from "./reach.ts";

const { QUESTIONS = "{}", FACT = "" } = process.env;
const questions = JSON.parse(QUESTIONS);

async function hand(asked: TextQuestions) {
  const { lines, told } = await embed(asked);
  const file = join(asked.folder, "texts");
  // Whoever waits for the file finds it whole.
  await writeFile(`${file}.part`, lines);
  await rename(`${file}.part`, file);
  return told;
}

await letIn(questions.gateway ?? questions.ollama);
const result = questions.alerts
  ? await decide(questions)
  : questions.texts
    ? await hand(questions)
    : questions.watchers
      ? await overload(questions)
      : await probe(questions, FACT);
console.log(`RESULT ${JSON.stringify(result)}`);
