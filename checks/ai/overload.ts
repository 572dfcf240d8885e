import type { Clock } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Evidence } from "../run/document.ts";
import type { OverloadSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { rounded } from "../statistics/rounded.ts";
import { askedOf } from "./llm.ts";
import type { Overload, OverloadQuestions } from "./probe/measured.ts";

/** Asks Ollama more than it takes at a time, and judges how it refuses what is too much. */
export async function checkOverload(
  check: string,
  spec: OverloadSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { ollama, watchers, model, requests, answerSeconds } = spec;
  const questions: OverloadQuestions = {
    ...{ ollama: `http://${ollama}`, watchers: `http://${watchers}` },
    ...{ model, requests, seconds: answerSeconds },
  };
  const seen = await askedOf<Overload>(check, spec, questions, { cluster, clock, report });
  const refused = seen.client["503"] ?? 0;
  return finding(judgeOverload(spec, seen), `${refused} of ${requests} requests were too much`);
}

const shown = (counts: Record<string, number>) =>
  Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, count]) => `${code}: ${count}`)
    .join(", ");

/** A queue that is full says so at once, to nobody else, and to nobody once it has room again. */
export function judgeOverload(
  { requests, most, refusalSeconds }: Pick<OverloadSpec, "requests" | "most" | "refusalSeconds">,
  { client, exporter, slowestRefusalSeconds, afterwards }: Overload,
): Evidence[] {
  const known = (client["200"] ?? 0) + (client["503"] ?? 0);
  const refused = client["503"] ?? 0;
  return [
    {
      name: "requests that were answered or refused",
      verdict: known === requests ? "pass" : "fail",
      value: shown(client),
      target: `200 and 503 alone, ${requests} in all`,
    },
    {
      name: "requests refused while the queue was full",
      verdict: refused > 0 ? "pass" : "fail",
      value: refused,
      target: `>= 1 of ${requests}, where ${most} may be under way`,
    },
    {
      name: "slowest refusal",
      verdict: slowestRefusalSeconds <= refusalSeconds ? "pass" : "fail",
      value: rounded(slowestRefusalSeconds),
      unit: "s",
      target: `<= ${refusalSeconds} s`,
    },
    countOf(client, exporter),
    {
      name: "an answer when there is room again",
      verdict: afterwards === "200" ? "pass" : "fail",
      value: afterwards,
      target: "200",
    },
  ];
}

/** What the exporter counted must be what its client saw; other clients would show here. */
function countOf(client: Overload["client"], exporter: Overload["exporter"]): Evidence {
  const name = "answers that the exporter counted";
  const target = shown(client);
  if ("error" in exporter) return { name, verdict: "error", target, reason: exporter.error };
  const value = shown(exporter.codes);
  return { name, verdict: value === target ? "pass" : "fail", value, target };
}
