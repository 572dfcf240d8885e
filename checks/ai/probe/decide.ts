import { ask } from "./ask.ts";
import type { Decision, DecisionQuestions } from "./measured.ts";

/** JSON schema of a decision for one of these actions. */
export const actionSchema = (actions: string[]) => ({
  type: "object",
  properties: { action: { type: "string", enum: actions } },
  required: ["action"],
});

/** Asks for a decision on each alert, one after the other. */
export async function decide(questions: DecisionQuestions): Promise<Decision[]> {
  const { gateway, alerts, actions, seconds } = questions;
  const schema = actionSchema(Object.keys(actions));
  const list = Object.entries(actions).map(([name, meaning]) => `${name}: ${meaning}`);
  const decisions = [];
  for (const { id, text } of alerts) {
    const question =
      `Actions:\n${list.join("\n")}\n\nAlert: ${text}\n` +
      "Answer with the one action that is right, as JSON.";
    const { text: said, error } = await ask(gateway, question, { maxTokens: 40, seconds, schema });
    decisions.push({ id, ...(error ? { error } : actionIn(said)) });
  }
  return decisions;
}

function actionIn(text: string): Omit<Decision, "id"> {
  try {
    return { action: String((JSON.parse(text) as { action?: unknown }).action) };
  } catch {
    return { error: `not JSON: ${text.slice(0, 80)}` };
  }
}
