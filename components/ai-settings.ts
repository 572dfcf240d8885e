import type { Memory } from "./shared/quantity.ts";
import * as read from "./shared/schema.ts";

const model = read.text(
  "a model with its tag, such as gemma3:270m, is needed",
  /^[a-z0-9][a-z0-9._/-]*:[A-Za-z0-9._-]+$/,
);
const ollama = read.object({
  models: read.or(read.list(model), []),
  preload: read.optional(read.list(model)),
  pull: read.or(read.flag, false),
  storage: read.or(read.memory("256Mi"), "2Gi" as Memory),
  storageClass: read.optional(read.text()),
  accessMode: read.or(read.oneOf("ReadWriteOnce", "ReadWriteMany"), "ReadWriteOnce" as const),
  replicas: read.or(read.integer(1, 20), 1),
  keepAlive: read.or(read.text("-1 or a time such as 5m is needed", /^(-1|\d+[smh])$/), "-1"),
  parallel: read.or(read.integer(1, 64), 1),
  maxQueue: read.or(read.integer(1, 10_000), 512),
  maxLoadedModels: read.or(read.integer(1, 64), 3),
  contextLength: read.or(read.integer(512, 1_048_576), 4_096),
  gpus: read.or(read.integer(0, 16), 0),
  nodes: read.or(read.texts, {}),
  clients: read.or(read.list(read.dnsLabel), []),
  ...read.size("500m", "1", "2Gi"),
});
const endpoint = read.object({
  name: read.dnsLabel,
  url: read.optional(
    read.text("an address such as https://llm.example.com/v1 is needed", /^https?:\/\/\S+$/),
  ),
  model: read.text(),
  embeddings: read.optional(read.text()),
  keySecret: read.optional(read.dnsLabel),
});
const llm = read.object({
  endpoints: read.or(read.list(endpoint), []),
  replicas: read.or(read.integer(1, 20), 1),
  tokenSeconds: read.seconds(30),
  failures: read.or(read.integer(1, 100), 3),
  pauseSeconds: read.seconds(30),
  check: read.object({
    requests: read.or(read.integer(1, 10_000), 20),
    parallel: read.or(read.integer(1, 100), 1),
    maxTokens: read.or(read.integer(2, 4_096), 32),
    answerSeconds: read.seconds(60),
    successRate: read.or(read.share, 0.95),
    firstTokenSeconds: read.seconds(5),
    tokensPerSecond: read.or(read.integer(1, 10_000), 5),
  }),
  overload: read.object({ requests: read.or(read.integer(0, 1_000), 0) }),
  decisions: read.object({
    alerts: read.or(read.integer(0, 104), 0),
    minAccuracy: read.or(read.share, 0.9),
  }),
});

const isJson = (got: unknown): got is string => {
  try {
    return typeof got === "string" && JSON.parse(got) !== undefined;
  } catch {
    return false;
  }
};
const isPattern = (got: unknown): got is string => {
  try {
    return typeof got === "string" && got !== "" && new RegExp(got) instanceof RegExp;
  } catch {
    return false;
  }
};
const service = read.object({
  name: read.dnsLabel,
  url: read.text("an address such as http://holmes.ops.svc/api/chat is needed", /^https?:\/\/\S+$/),
  request: read.optional(read.value("a text in JSON is needed", isJson)),
  answer: read.value("a regular expression is needed", isPattern),
  answerSeconds: read.seconds(60),
  keySecret: read.optional(read.dnsLabel),
});

/** Settings of what answers in words. */
export const ai = read.object({ ollama, llm, services: read.or(read.list(service), []) });
