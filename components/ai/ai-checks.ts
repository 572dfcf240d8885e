import type { CheckSpec, OverloadSpec, TextStore, WorkloadRef } from "../../checks/run/plan.ts";
import { badArgument } from "../shared/errors.ts";
import { podIdentity } from "../shared/identity.ts";
import type { EndpointSettings, LlmEndpoint } from "./llm-endpoint.ts";
import type { Ollama } from "./ollama.ts";

/** How the language model is tried, and what it has to hold. */
export interface LlmTrial {
  check: {
    requests: number;
    parallel: number;
    maxTokens: number;
    answerSeconds: number;
    successRate: number;
    firstTokenSeconds: number;
    tokensPerSecond: number;
  };
  /** How many requests it is asked at a time, to see it refuse some; 0 is no such check. */
  overload: { requests: number };
  /** How many labelled alerts it decides on, and the share that has to be right. */
  decisions: { alerts: number; minAccuracy: number };
}

export interface AiChecksArgs extends LlmTrial {
  image: string;
  /** Whose pod asks. */
  client: { namespace: string; serviceAccountName: string };
  endpoints: EndpointSettings[];
  /** How long the gateway waits for each. */
  tokenSeconds: number;
  models: string[];
  /** Where the client may keep texts with their vectors. @default - nowhere */
  texts?: TextStore;
  timeoutSeconds: number;
}

const ownOf = (endpoints: EndpointSettings[]) => ({
  endpoints: endpoints.filter(({ url }) => !url).map(({ name }) => name),
});

/** Whether some endpoint makes vectors of texts. */
export const embeds = (endpoints: EndpointSettings[]) =>
  endpoints.some(({ embeddings }) => embeddings !== undefined);

/** What an answer in JSON may choose from. */
const actions = ["scale-out", "restart-pod", "roll-back", "clean-up-disk", "no-action"];

/** What has to be proved of the language model, in this order. */
export function aiChecks(
  { address, workload }: LlmEndpoint,
  ollama: Ollama | undefined,
  args: AiChecksArgs,
): { name: string; spec: CheckSpec }[] {
  const { image, client, endpoints, models, check, decisions, texts, timeoutSeconds } = args;
  const workloads: WorkloadRef[] = [...(ollama ? [ollama.workload] : []), workload];
  const { successRate, firstTokenSeconds, tokensPerSecond, ...questions } = check;
  const asked = {
    identity: podIdentity(client),
    image,
    gateway: address,
    answerSeconds: check.answerSeconds,
  };
  const embeddings = embeds(endpoints);
  const llm: CheckSpec = {
    ...{ kind: "llm", ...asked, ...questions, actions, timeoutSeconds: patience(check) },
    ...(ollama && { ollama: { ...ownOf(endpoints), ...ollama.watched } }),
    models,
    endpoints: endpoints.map(({ name }) => name),
    tokenSeconds: args.tokenSeconds,
    embeddings,
    thresholds: { successRate, firstTokenSeconds, tokensPerSecond },
  };
  const deciding = { ...asked, ...decisions, timeoutSeconds: 60 + 30 * decisions.alerts };
  const checks: { name: string; spec: CheckSpec }[] = [
    { name: "ai-health", spec: { kind: "health", workloads, timeoutSeconds } },
    { name: "ai-answers", spec: llm },
  ];
  if (embeddings && texts) {
    const spec = { kind: "texts", ...asked, store: texts, timeoutSeconds: 240 } as const;
    checks.push({ name: "ai-texts", spec });
  }
  if (ollama && args.overload.requests > 0) {
    checks.push({ name: "ai-overload", spec: overloadSpec(ollama, asked, args) });
  }
  if (decisions.alerts > 0) {
    checks.push({ name: "ai-decisions", spec: { kind: "decisions", ...deciding } });
  }
  return checks;
}

/** Seconds for all answers at the least speed that is allowed, and for what is asked beside them. */
function patience({ requests, parallel, ...each }: LlmTrial["check"]): number {
  const slowest = each.firstTokenSeconds + each.maxTokens / each.tokensPerSecond;
  const answer = Math.min(each.answerSeconds, slowest);
  return 120 + Math.ceil(Math.ceil(requests / parallel) * answer);
}

/** Time in which a full queue has to say so. */
const refusalSeconds = 2;

function overloadSpec(
  ollama: Ollama,
  asked: Pick<OverloadSpec, "identity" | "image" | "gateway" | "answerSeconds">,
  { overload: { requests }, models: [model = ""] }: AiChecksArgs,
): OverloadSpec {
  const { address, watched, most } = ollama;
  if (watched.replicas > 1 || requests <= most) {
    const needed = `more than the ${most} that may be under way, and one replica of Ollama, is needed`;
    throw badArgument(ollama, "ai.llm.overload.requests", requests, needed);
  }
  const at = { ollama: address, watchers: watched.watchers, model };
  const time = { refusalSeconds, timeoutSeconds: 60 + 2 * asked.answerSeconds };
  return { kind: "overload", ...asked, ...at, requests, most, ...time };
}
