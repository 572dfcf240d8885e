import type { Visit, VisitQuestions } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** How much of an answer is handed on. */
const shown = 200;

/** Puts one request to a service, with `key` where there is one. Never throws. */
export async function visit(questions: VisitQuestions, key?: string): Promise<Visit> {
  const { url, request, answer, seconds } = questions;
  const start = performance.now();
  const secret = key?.trim();
  try {
    const got = await fetch(url, {
      ...(request !== undefined && { method: "POST", body: request }),
      headers: {
        ...(request !== undefined && { "content-type": "application/json" }),
        ...(secret && { authorization: `Bearer ${secret}` }),
      },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const text = await got.text();
    // A service may repeat what it was shown, and this goes into reports.
    const safe = secret ? text.replaceAll(secret, "***") : text;
    return {
      status: got.status,
      seconds: (performance.now() - start) / 1000,
      text: safe.slice(0, shown),
      matches: new RegExp(answer, "s").test(text),
    };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}
