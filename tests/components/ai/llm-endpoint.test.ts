import assert from "node:assert/strict";

import { LlmEndpoint, type LlmEndpointArgs } from "../../../components/ai/llm-endpoint.ts";
import { only, record } from "../../helpers/record.ts";

const args: LlmEndpointArgs = {
  namespace: "shop-ai",
  image: "node:24",
  serviceAccountName: "llm",
  endpoints: [
    { name: "near", model: "small:1b", embeddings: "embedder:1" },
    { name: "far", model: "large", url: "https://llm.example.com/v1", keySecret: "far-key" },
    { name: "beside", model: "vllm", url: "http://vllm.serving.svc:8000/v1" },
  ],
  ollama: "ollama.shop-ai.svc:11434",
  tokenSeconds: 20,
  failures: 3,
  pauseSeconds: 30,
  replicas: 1,
  clients: { namespace: "shop", identities: ["llm-client"] },
};
const build = (change: Partial<LlmEndpointArgs> = {}) =>
  record(() => new LlmEndpoint("ai", { ...args, ...change }));
const podOf = async (change: Partial<LlmEndpointArgs> = {}) =>
  only("kubernetes:apps/v1:Deployment", await build(change)).inputs.spec.template.spec;

describe("LlmEndpoint", () => {
  it("tells its gateway the endpoints in their order, the stack's own Ollama by its address", async () => {
    const [container] = (await podOf()).containers;
    const { value } = container.env.find(({ name }: any) => name === "ENDPOINTS");
    assert.deepEqual(JSON.parse(value), [
      {
        name: "near",
        model: "small:1b",
        embeddings: "embedder:1",
        url: "http://ollama.shop-ai.svc:11434/v1",
      },
      {
        name: "far",
        model: "large",
        url: "https://llm.example.com/v1",
        keyFile: "/run/secrets/shakedown/far",
      },
      { name: "beside", model: "vllm", url: "http://vllm.serving.svc:8000/v1" },
    ]);
  });

  it("mounts keys as files, each under the name of its endpoint", async () => {
    const pod = await podOf();
    const { projected } = pod.volumes.find(({ name }: any) => name === "keys");
    const items = [{ key: "api-key", path: "far" }];
    assert.deepEqual(projected, {
      sources: [{ secret: { name: "far-key", items, optional: true } }],
      defaultMode: 0o440,
    });
    const none = await podOf({ endpoints: args.endpoints.slice(0, 1) });
    assert.ok(!JSON.stringify(none).includes("keys"));
  });

  it("lets its pods out to the endpoints, and nowhere else", async () => {
    const { inputs } = only("kubernetes:networking.k8s.io/v1:NetworkPolicy", await build());
    const [near, far, beside, ...rest] = inputs.spec.egress;
    assert.deepEqual(near.to[0].podSelector.matchLabels, { "shakedown.dev/identity": "ollama" });
    assert.deepEqual(near.ports, [{ protocol: "TCP", port: 11434 }]);
    assert.equal(far.to[0].ipBlock.cidr, "0.0.0.0/0");
    assert.ok(far.to[0].ipBlock.except.includes("10.0.0.0/8"));
    assert.deepEqual(far.ports, [{ protocol: "TCP", port: 443 }]);
    const { matchLabels } = beside.to[0].namespaceSelector;
    assert.deepEqual(matchLabels, { "kubernetes.io/metadata.name": "serving" });
    assert.deepEqual(rest, []);
  });

  it("brings the gateway's sources and what they import", async () => {
    const { inputs } = only("kubernetes:core/v1:ConfigMap", await build());
    const keys = Object.keys(inputs.data);
    assert.ok(keys.includes("gateway.main.ts") && keys.includes("exporter.metrics.ts"));
    const { configMap } = (await podOf()).volumes.find(({ name }: any) => name === "program");
    assert.ok(
      configMap.items.some(
        ({ key, path }: any) => key === "gateway.main.ts" && path === "gateway/main.ts",
      ),
    );
  });

  it("refuses an endpoint without an address where no Ollama runs", async () => {
    await assert.rejects(
      () => build({ ollama: undefined }),
      /endpoints is "near": a url is needed where no Ollama runs/,
    );
  });
});
