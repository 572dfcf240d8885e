import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import type { CheckPlan } from "../../checks/run/plan.ts";
import { healthy, withFakeApi } from "../helpers/fake-api.ts";
import { matchesGolden } from "../helpers/golden.ts";
import { type Registration, record, valueOf } from "../helpers/record.ts";

const root = join(import.meta.dirname, "../..");

/** The stack file's configuration. */
const settings = parse(readFileSync(join(root, "Pulumi.staging.yaml"), "utf8")).config;

/** The definitions of custom resources are those of releases: here, of files that stand for them. */
const withLocalDefinitions = ({ postgres, backup }: { postgres: object; backup: object }) => ({
  postgres: { ...postgres, definitions: join(import.meta.dirname, "definitions.yaml") },
  backup: { ...backup, definitions: join(import.meta.dirname, "backup-definitions.yaml") },
});

/** What answers in words is asked for here, which the stack file leaves to its user. */
const withModels = ({ ollama, llm }: { ollama: object; llm: object }) => ({
  ollama: { ...ollama, models: ["gpt-oss:20b", "all-minilm:22m"], memory: "7Gi" },
  llm: {
    ...llm,
    endpoints: [{ name: "ollama", model: "gpt-oss:20b", embeddings: "all-minilm:22m" }],
  },
});

/** The configuration, with `changes`, as the engine hands it over. */
function configOf(changes: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...settings, ...changes }).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/**
 * A record's digest follows from all the rest and from the k6 script, and the provider takes over
 * the path in KUBECONFIG: neither is the stack's own.
 */
function masked({ data, kubeconfig, ...inputs }: Registration["inputs"]) {
  return {
    ...inputs,
    ...(data && { data: data.digest ? { ...data, digest: "sha256:..." } : withoutSources(data) }),
    ...(kubeconfig && { kubeconfig: "..." }),
  };
}

const withoutNamespace =
  /(Namespace|CustomResourceDefinitionPatch|ClusterRole|ClusterRoleBinding)$/;

/** Programs that run from a ConfigMap are known by the digest in its name. */
const withoutSources = (data: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, key.endsWith(".ts") ? "..." : text]),
  );

describe("the program, as the staging stack", function () {
  this.timeout(30_000);
  let seen: Registration[];
  let outputs: { checkPlan: pulumi.Output<CheckPlan>; namespaces: Record<string, string> };

  before(async () => {
    const found = process.env["KUBECONFIG"];
    await withFakeApi(healthy, async (kubeconfig) => {
      process.env["KUBECONFIG"] = kubeconfig;
      const config = configOf({
        "shakedown:cluster": { context: "staging" },
        "shakedown:profile": "web-app",
        "shakedown:ai": withModels(settings["shakedown:ai"]),
        "shakedown:data": withLocalDefinitions(settings["shakedown:data"]),
      });
      seen = await record(
        async () => {
          pulumi.runtime.setAllConfig(config);
          outputs = (await import("../../index.ts")) as unknown as typeof outputs;
        },
        { project: "shakedown", stack: "staging" },
      );
    });
    if (found === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = found;
  });

  it("declares what the golden file says", async () => {
    const ofObjects = seen.map(({ type, name, inputs }) => [`${type} ${name}`, masked(inputs)]);
    matchesGolden(
      join(import.meta.dirname, "golden/staging.json"),
      Object.fromEntries(ofObjects.filter(([key]) => !key.startsWith("shakedown:"))),
    );
  });

  it("exports a plan with the checks in the order in which they are earned", async () => {
    const plan = await valueOf(outputs.checkPlan);

    const names = plan.checks.map(({ name }) => name);
    assert.deepEqual(names, [
      ...["health", "connectivity", "database-health", "database-connectivity", "ai-health"],
      ...["load", "resources", "vectors", "restore", "database-failover", "cache-degradation"],
      ...["ai-answers", "ai-texts", "ai-decisions"],
    ]);
    assert.equal(plan.stack, "staging");
    assert.deepEqual(plan.cluster, { kubeconfig: undefined, context: "staging" });
  });

  it("keeps every namespaced object in the namespaces of the stack", () => {
    const homes = seen
      .filter(({ type }) => type.startsWith("kubernetes:") && !withoutNamespace.test(type))
      .map(({ inputs }) => inputs.metadata.namespace);

    const namespaces = {
      app: "shakedown-staging",
      load: "shakedown-staging-load",
      data: "shakedown-staging-data",
      ai: "shakedown-staging-ai",
    };
    assert.deepEqual([...new Set(homes)].sort(), Object.values(namespaces).sort());
    assert.deepEqual(outputs.namespaces, namespaces);
  });

  it("puts no password into a plan, a record or an environment", async () => {
    const open = seen.filter(({ type }) => !/:Secret$|RandomPassword$/.test(type));

    assert.doesNotMatch(JSON.stringify([open, await valueOf(outputs.checkPlan)]), /mock-password/);
  });
});
