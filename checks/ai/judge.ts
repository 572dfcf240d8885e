import type { Evidence } from "../run/document.ts";
import type { LlmSpec } from "../run/plan.ts";
import { median } from "../statistics/median.ts";
import { quantile } from "../statistics/quantile.ts";
import { rounded } from "../statistics/rounded.ts";
import { exporterOf } from "./judge-exporter.ts";
import type { Answer, Measured } from "./probe/measured.ts";

/** Every fact that the probe saw, held against what the plan requires. */
export function judgeLlm(spec: LlmSpec, measured: Measured): Evidence[] {
  return [
    ...exporterOf(spec, measured),
    ...answersOf(spec, measured),
    ...fallbackOf(spec, measured),
    structuredOf(spec, measured),
    factOf(measured),
    ...similarityOf(measured),
  ];
}

function answersOf({ thresholds }: LlmSpec, { warmUp, answers }: Measured): Evidence[] {
  const good = answers.filter(({ ok }) => ok);
  const share = answers.length > 0 ? good.length / answers.length : 0;
  const failed = answers.find(({ ok }) => !ok);
  const firsts = good.flatMap(({ firstTokenSeconds }) => firstTokenSeconds ?? []);
  const rates = good.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? []);
  const { successRate, firstTokenSeconds, tokensPerSecond } = thresholds;
  return [
    {
      name: "warm-up",
      verdict: warmUp.ok ? "pass" : "fail",
      value: rounded(warmUp.seconds),
      unit: "s",
      ...(warmUp.error && { reason: warmUp.error }),
    },
    {
      name: "success rate",
      verdict: share >= successRate ? "pass" : "fail",
      value: rounded(share),
      unit: "1",
      target: `>= ${successRate} of ${answers.length} answers`,
      ...(failed?.error && { reason: failed.error }),
    },
    limited(
      "time to first token",
      "s",
      quantile(firsts, 0.95),
      `< ${firstTokenSeconds} s (P95)`,
      (x) => x < firstTokenSeconds,
    ),
    limited(
      "speed of an answer",
      "tokens/s",
      rates.length > 0 ? median(rates) : undefined,
      `>= ${tokensPerSecond} tokens/s (median)`,
      (x) => x >= tokensPerSecond,
    ),
  ];
}

function limited(
  name: string,
  unit: string,
  value: number | undefined,
  target: string,
  keeps: (value: number) => boolean,
): Evidence {
  if (value === undefined) {
    return { name, verdict: "error", target, reason: "no answer could be timed" };
  }
  return { name, verdict: keeps(value) ? "pass" : "fail", value: rounded(value), unit, target };
}

/** Another endpoint than the first one answered: served, but not as declared. */
function fallbackOf({ endpoints, tokenSeconds }: LlmSpec, { answers }: Measured): Evidence[] {
  const [first = ""] = endpoints;
  const others = answers.filter(({ endpoint }) => endpoint && endpoint !== first);
  const name = "answers of another endpoint";
  const target = `0 of ${answers.length}, all from ${first}`;
  if (others.length === 0) return [{ name, verdict: "pass", value: 0, target }];
  const who = [...new Set(others.map(({ endpoint }) => endpoint))].join(", ");
  const waits = others.map(({ fallbackSeconds = 0 }: Answer) => fallbackSeconds);
  const slowest = Math.max(...waits);
  const back = answers.findLast(({ ok }) => ok)?.endpoint === first;
  const reason =
    `${first} did not answer${whyOf(first, others)}: ${who} stood in ${others.length} times, ` +
    `after ${rounded(median(waits))} s (median), ${rounded(slowest)} s at most; ` +
    `${first} ${back ? "answered again afterwards" : "had not come back at the end"}`;
  // Each endpoint before the one that answers has its time; the gateway itself a second.
  const before = Math.max(...others.map(({ endpoint }) => endpoints.indexOf(endpoint!)));
  const most = before * tokenSeconds + 1;
  return [
    { name, verdict: "warn", value: others.length, target, reason },
    {
      name: "longest time until another endpoint was asked",
      verdict: slowest <= most ? "pass" : "fail",
      value: rounded(slowest),
      unit: "s",
      target: `<= ${most} s (ai.llm.tokenSeconds)`,
    },
  ];
}

/** What was wrong with the endpoints before; that one is left alone for it says less. */
function whyOf(first: string, others: Answer[]): string {
  const all = others.flatMap(({ fallbackReason }) => fallbackReason ?? []);
  const why = all.find((each) => !each.includes("is left alone")) ?? all[0];
  return why ? ` (${why.replace(`${first}: `, "")})` : "";
}

function structuredOf({ actions }: LlmSpec, { structured }: Measured): Evidence {
  const name = "an answer in JSON";
  const target = `an object whose action is one of ${actions.join(", ")}`;
  if (!structured.ok) return { name, verdict: "fail", target, reason: structured.error ?? "none" };
  const bad = (reason: string): Evidence => ({ name, verdict: "fail", target, reason });
  let value: unknown;
  try {
    value = JSON.parse(structured.text);
  } catch {
    return bad(`it is not JSON: ${structured.text.slice(0, 80)}`);
  }
  const { action } = (value ?? {}) as { action?: unknown };
  if (!actions.includes(String(action))) return bad(`its action is ${JSON.stringify(action)}`);
  return { name, verdict: "pass", value: String(action), target };
}

function factOf({ fact: { given: fact, ...answer } }: Measured): Evidence {
  const name = "a fact of the cluster comes back";
  const target = `"${fact}" in the answer`;
  if (!answer.ok) return { name, verdict: "fail", target, reason: answer.error ?? "no answer" };
  if (answer.text.includes(fact)) return { name, verdict: "pass", value: fact, target };
  const reason = `the model said "${answer.text.trim().slice(0, 80)}"`;
  return { name, verdict: "warn", target, reason };
}

function similarityOf({ similarity }: Measured): Evidence[] {
  if (!similarity) return [];
  const name = "alerts of one meaning lie close together";
  const target = "closer than alerts of different meanings";
  if ("error" in similarity) return [{ name, verdict: "fail", target, reason: similarity.error }];
  const { like, unlike, dimensions } = similarity;
  const value = `cosine ${rounded(like)} against ${rounded(unlike)}, ${dimensions} numbers`;
  return [{ name, verdict: like > unlike ? "pass" : "fail", value, target }];
}
