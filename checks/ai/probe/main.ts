/** Asks a language model from a pod of its own, and prints what it saw. Plain Node.js. */
import { decide } from "./decide.ts";
import { probe } from "./probe.ts";

const { QUESTIONS = "{}", FACT = "" } = process.env;
const questions = JSON.parse(QUESTIONS);
const result = questions.alerts ? await decide(questions) : await probe(questions, FACT);
console.log(`RESULT ${JSON.stringify(result)}`);
