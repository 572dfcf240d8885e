import type { Clock } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Evidence } from "../run/document.ts";
import type { ServiceSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { rounded } from "../statistics/rounded.ts";
import { askedOf } from "./llm.ts";
import type { Visit, VisitQuestions } from "./probe/measured.ts";

/** Asks a service once, as its client would, and judges what it says. */
export async function checkService(
  check: string,
  spec: ServiceSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { url, request, answer, answerSeconds } = spec;
  const questions: VisitQuestions = { url, request, answer, seconds: answerSeconds };
  const seen = await askedOf<Visit>(check, spec, questions, { cluster, clock, report });
  return finding(judgeVisit(spec, seen), `${new URL(url).host} answered as it has to`);
}

/** The service answers in time, and with what has to be in its answer. */
export function judgeVisit(
  { answer, answerSeconds }: Pick<ServiceSpec, "answer" | "answerSeconds">,
  seen: Visit,
): Evidence[] {
  const name = "status of the answer";
  const target = `200 to 299 within ${answerSeconds} s`;
  if ("error" in seen) return [{ name, verdict: "fail", target, reason: seen.error }];
  const { status, text, matches } = seen;
  const said = text.trim() ? `it says "${text.trim()}"` : "it says nothing";
  if (status < 200 || status > 299) {
    return [{ name, verdict: "fail", value: status, target, reason: said }];
  }
  return [
    { name, verdict: "pass", value: status, target },
    { name: "time of the answer", verdict: "pass", value: rounded(seen.seconds), unit: "s" },
    {
      name: "words of the answer",
      verdict: matches ? "pass" : "fail",
      target: `/${answer}/`,
      ...(!matches && { reason: said }),
    },
  ];
}
