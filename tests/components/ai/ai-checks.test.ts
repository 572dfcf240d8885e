import assert from "node:assert/strict";

import {
  AiServices,
  type AiServicesArgs,
  textClients,
} from "../../../components/ai/ai-services.ts";
import type { LlmSpec, OverloadSpec, TextStore } from "../../../checks/run/plan.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { record } from "../../helpers/record.ts";

const store: TextStore = {
  ...{ image: "postgres:17", host: "pg-rw.data.svc", port: 5432, table: "vectors.documents" },
  login: { database: "app", role: "app", secretName: "app-login" },
  ...{ dimensions: 384, minRecall: 0.95 },
};
const embedding = { name: "near", model: "small:1b", embeddings: "embedder:1" };

function args(llm: Partial<AiServicesArgs["llm"]>, replicas = 1): AiServicesArgs {
  return {
    ...{ namespace: "shop-ai", images: imageSets.official, accounts: {}, clientNamespace: "shop" },
    ...{ checks: { timeoutSeconds: 60 }, services: [] },
    ollama: {
      ...{ models: ["small:1b", "embedder:1"], pull: false, storage: "2Gi", replicas },
      ...{ accessMode: "ReadWriteOnce", keepAlive: "-1", parallel: 2, maxQueue: 4 },
      ...{ maxLoadedModels: 3, contextLength: 2048, gpus: 0, nodes: {}, clients: [] },
      ...{ cpuRequest: "500m", cpuLimit: "1", memory: "1Gi" },
    },
    llm: {
      ...{ endpoints: [embedding], replicas: 1, tokenSeconds: 30, failures: 3, pauseSeconds: 30 },
      check: {
        ...{ requests: 2, parallel: 1, maxTokens: 8, answerSeconds: 10 },
        ...{ successRate: 1, firstTokenSeconds: 5, tokensPerSecond: 1 },
      },
      overload: { requests: 0 },
      decisions: { alerts: 0, minAccuracy: 0.9 },
      ...llm,
    },
  };
}

async function checksOf(given: AiServicesArgs) {
  let services!: AiServices;
  await record(() => (services = new AiServices("ai", given)));
  return services.checks;
}
const namesOf = async (given: AiServicesArgs) =>
  (await checksOf(given)).map(({ name }) => name).join(" ");

describe("the checks of AI serving", () => {
  it("look for texts where an endpoint embeds them and a store keeps them, and not else", async () => {
    const plain = [{ name: "near", model: "small:1b" }];
    assert.equal(await namesOf({ ...args({}), texts: store }), "ai-health ai-answers ai-texts");
    assert.equal(await namesOf(args({})), "ai-health ai-answers");
    const speechless = { ...args({ endpoints: plain }), texts: store };
    assert.equal(await namesOf(speechless), "ai-health ai-answers");
  });

  it("have time for as many answers as slow as they may be", async () => {
    const [, { spec }] = (await checksOf(args({}))) as [unknown, { spec: LlmSpec }];
    // Two answers of 10 s, at most; the threshold would allow 13.
    assert.equal(spec.timeoutSeconds, 140);
  });

  it("let the database admit the client only where it has texts to keep", () => {
    assert.deepEqual(textClients({ llm: { endpoints: [embedding] } }), ["llm-client"]);
    assert.deepEqual(textClients({ llm: { endpoints: [] } }), []);
  });

  it("are not made where an endpoint asks the stack's Ollama for a model that it does not have", async () => {
    const asking = (change: object) => checksOf(args({ endpoints: [{ ...embedding, ...change }] }));
    await assert.rejects(
      asking({ model: "smal:1b" }),
      /endpoints is "smal:1b": the stack's own Ollama has small:1b, embedder:1 \(ai\.ollama\.models\)/,
    );
    await assert.rejects(asking({ embeddings: "embeder:1" }), /endpoints is "embeder:1"/);
    await asking({ model: "large", embeddings: "own", url: "https://llm.example.com/v1" });
  });

  it("ask too much of Ollama itself, by as much as it may not take", async () => {
    const found = (await checksOf(args({ overload: { requests: 9 } }))).at(-1)!;
    const { ollama, model, requests, most } = found.spec as OverloadSpec;
    assert.equal(found.name, "ai-overload");
    assert.deepEqual([ollama, model], ["ollama.shop-ai.svc:11434", "small:1b"]);
    // Two models with two at a time each, and four that wait.
    assert.deepEqual([requests, most], [9, 8]);
  });

  it("refuse to ask too much where it would not be, or where nobody could count it", async () => {
    await assert.rejects(
      checksOf(args({ overload: { requests: 8 } })),
      /requests is 8: more than the 8/,
    );
    await assert.rejects(checksOf(args({ overload: { requests: 9 } }, 2)), /one replica of Ollama/);
  });
});
