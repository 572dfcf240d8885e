import type { Visit, VisitQuestions } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** How much of an answer is handed on. */
const shown = 200;

/** Puts one request to a service, with `key` where there is one. Never throws. */
export async function visit(questions: VisitQuestions, key?: string): Promise<Visit> {
  const { url, request, answer, seconds } = questions;
  const start = performance.now();
  try {
    const got = await fetch(url, {
      ...(request !== undefined && { method: "POST", body: request }),
      headers: {
        ...(request !== undefined && { "content-type": "application/json" }),
        ...(key && { authorization: `Bearer ${key.trim()}` }),
      },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const text = await got.text();
    return {
      status: got.status,
      seconds: (performance.now() - start) / 1000,
      text: text.slice(0, shown),
      matches: new RegExp(answer, "s").test(text),
    };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
