import { scrape } from "./exporter.ts";
import type { Overload, OverloadQuestions } from "./measured.ts";
import { reasonOf } from "./reach.ts";

/** Asks more at a time than may be under way, and one more when all that is over. */
export async function overload(questions: OverloadQuestions): Promise<Overload> {
  const { model, ollama, watchers, requests, seconds } = questions;
  const one = async (at: number) => {
    const start = performance.now();
    const body = {
      model,
      messages: [{ role: "user", content: `Alert ${at}: it means that` }],
      max_tokens: 8,
    };
    const code = await fetch(`${ollama}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    })
      .then(async (got) => {
        await got.arrayBuffer();
        return `${got.status}`;
      })
      .catch(reasonOf);
    return { code, seconds: (performance.now() - start) / 1000 };
  };
  const told = () => scrape(watchers).catch((error: unknown) => ({ error: reasonOf(error) }));
  const before = await told();
  const answers = await Promise.all(Array.from({ length: requests }, (_, at) => one(at)));
  const after = await told();
  const refusals = answers.filter(({ code }) => code === "503");
  return {
    client: counted(answers.map(({ code }) => code)),
    slowestRefusalSeconds: Math.max(0, ...refusals.map((each) => each.seconds)),
    exporter:
      "error" in before ? before : "error" in after ? after : difference(before.codes, after.codes),
    afterwards: (await one(requests)).code,
  };
}

function counted(codes: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function difference(before: Record<string, number>, after: Record<string, number>) {
  const changes = Object.entries(after).map(
    ([code, count]) => [code, count - (before[code] ?? 0)] as const,
  );
  return { codes: Object.fromEntries(changes.filter(([, change]) => change > 0)) };
}
