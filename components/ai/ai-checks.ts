import type { CheckSpec, WorkloadRef } from "../../checks/run/plan.ts";
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
  /** How many labelled alerts it decides on, and the share that has to be right. */
  decisions: { alerts: number; minAccuracy: number };
}

export interface AiChecksArgs extends LlmTrial {
  image: string;
  /** Whose pod asks. */
  client: { namespace: string; serviceAccountName: string };
  endpoints: EndpointSettings[];
  models: string[];
  timeoutSeconds: number;
}

/** What an answer in JSON may choose from. */
const actions = ["scale-out", "restart-pod", "roll-back", "clean-up-disk", "no-action"];

/** What has to be proved of the language model, in this order. */
export function aiChecks(
  { address, workload }: LlmEndpoint,
  ollama: Ollama | undefined,
  args: AiChecksArgs,
): { name: string; spec: CheckSpec }[] {
  const { image, client, endpoints, models, check, decisions, timeoutSeconds } = args;
  const workloads: WorkloadRef[] = [...(ollama ? [ollama.workload] : []), workload];
  const { successRate, firstTokenSeconds, tokensPerSecond, ...questions } = check;
  const asked = {
    identity: podIdentity(client),
    image,
    gateway: address,
    answerSeconds: check.answerSeconds,
  };
  const llm: CheckSpec = {
    ...{ kind: "llm", ...asked, ...questions, actions, timeoutSeconds: 240 },
    ...(ollama && { ollama: ollama.watchers }),
    models,
    endpoints: endpoints.map(({ name }) => name),
    embeddings: endpoints.some(({ embeddings }) => embeddings),
    thresholds: { successRate, firstTokenSeconds, tokensPerSecond },
  };
  const deciding = { ...asked, ...decisions, timeoutSeconds: 60 + 30 * decisions.alerts };
  return [
    { name: "ai-health", spec: { kind: "health", workloads, timeoutSeconds } },
    { name: "ai-answers", spec: llm },
    ...(decisions.alerts > 0
      ? [{ name: "ai-decisions", spec: { kind: "decisions" as const, ...deciding } }]
      : []),
  ];
}
