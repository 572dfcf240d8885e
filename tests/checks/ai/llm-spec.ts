import type { LlmSpec } from "../../../checks/run/plan.ts";

/** What is planned of two endpoints, the first of them the stack's own Ollama. */
export const spec: LlmSpec = {
  kind: "llm",
  identity: { namespace: "shop", serviceAccountName: "llm-client", labels: {} },
  image: "node:24",
  gateway: "llm:8080",
  ollama: { watchers: "ollama:9464", replicas: 1, endpoints: ["near"], gpus: 0 },
  models: ["small:1b"],
  endpoints: ["near", "far"],
  tokenSeconds: 5,
  embeddings: true,
  requests: 4,
  parallel: 1,
  maxTokens: 8,
  actions: ["restart", "scale"],
  answerSeconds: 10,
  timeoutSeconds: 60,
  thresholds: { successRate: 0.75, firstTokenSeconds: 2, tokensPerSecond: 10 },
};
