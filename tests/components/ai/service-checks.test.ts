import assert from "node:assert/strict";

import { AiServices } from "../../../components/ai/ai-services.ts";
import { isAsked } from "../../../components/ai/index.ts";
import type { ServiceSettings } from "../../../components/ai/service-checks.ts";
import type { ServiceSpec } from "../../../checks/run/plan.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { settingsFrom } from "../../../components/settings.ts";
import { only, record } from "../../helpers/record.ts";

const holmes: ServiceSettings = {
  ...{ name: "holmes", url: "http://holmes.ops.svc/api/chat", request: '{"ask":"?"}' },
  ...{ answer: "analysis", answerSeconds: 60, keySecret: "holmes-key" },
};

async function built(services: ServiceSettings[]) {
  const { ai } = settingsFrom({ "test:ai": JSON.stringify({ services }) }, "test", "test");
  let made!: AiServices;
  const seen = await record(() => {
    made = new AiServices("ai", {
      ...{ ...ai, namespace: "shop-ai", clientNamespace: "shop", accounts: {} },
      ...{ images: imageSets.official, checks: { timeoutSeconds: 60 } },
    });
  });
  return { made, seen, ai };
}

describe("services that a stack uses beside its models", () => {
  it("are asked by the checks' own client, with a key that no plan holds", async () => {
    const { made, ai } = await built([holmes]);
    assert.ok(isAsked(ai));
    const [{ name, spec } = assert.fail("no check")] = made.checks;
    const { kind, url, key, identity } = spec as ServiceSpec;
    assert.equal(name, "ai-service-holmes");
    assert.deepEqual(
      [kind, url, key],
      [...["service", holmes.url], { name: "holmes-key", key: "api-key" }],
    );
    assert.equal(identity.serviceAccountName, "llm-client");
  });

  it("need neither Ollama nor a gateway, and nothing but a way out to them", async () => {
    const { made, seen } = await built([
      holmes,
      { ...holmes, name: "other", url: "https://a.io/" },
    ]);
    assert.deepEqual(made.addresses, {});
    const { inputs } = only("kubernetes:networking.k8s.io/v1:NetworkPolicy", seen);
    assert.deepEqual(inputs.metadata.namespace, "shop");
    const [inside, outside] = inputs.spec.egress;
    const { matchLabels } = inside.to[0].namespaceSelector;
    assert.deepEqual(matchLabels, { "kubernetes.io/metadata.name": "ops" });
    assert.deepEqual(outside.ports, [{ protocol: "TCP", port: 443 }]);
    assert.ok(!seen.some(({ type }) => /Deployment|Job/.test(type)));
  });

  it("have names of their own", async () => {
    await assert.rejects(
      built([holmes, holmes]),
      /ai\.services is "holmes": each needs a name of its own/,
    );
  });
});
