import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ollama, type OllamaArgs } from "../../../components/ai/ollama.ts";
import { verifyScript } from "../../../components/ai/models-script.ts";
import { only, record } from "../../helpers/record.ts";

const args: OllamaArgs = {
  namespace: "shop-ai",
  images: { ollama: "ollama:1", node: "node:24" },
  serviceAccountName: "ollama",
  models: ["small:1b", "embedder:1"],
  preload: ["small:1b"],
  pull: false,
  storage: "2Gi",
  accessMode: "ReadWriteOnce",
  replicas: 1,
  keepAlive: "5m",
  parallel: 4,
  maxQueue: 32,
  maxLoadedModels: 2,
  contextLength: 2048,
  gpus: 0,
  nodes: {},
  size: { cpuRequest: "500m", cpuLimit: "2500m", memory: "1Gi" },
  clients: { namespace: "shop", identities: ["llm-client", "backend"] },
};
const build = (change: Partial<OllamaArgs> = {}) =>
  record(() => new Ollama("ai", { ...args, ...change }));
const deployment = async (change: Partial<OllamaArgs> = {}) =>
  only("kubernetes:apps/v1:Deployment", await build(change)).inputs.spec;
const job = async (change: Partial<OllamaArgs> = {}) =>
  only("kubernetes:batch/v1:Job", await build(change)).inputs;
const environment = (container: any) =>
  Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]));

describe("Ollama", () => {
  it("fills its volume by a Job that is named after what it puts there", async () => {
    const one = await job();
    const env = environment(one.spec.template.spec.containers[0]);
    assert.equal(env.MODELS, "small:1b embedder:1");
    assert.equal(env.PULL, "false");
    assert.equal(one.spec.backoffLimit, 0);
    assert.match(one.metadata.name, /^ollama-models-[0-9a-f]{8}$/);
    assert.notEqual(
      (await job({ models: ["small:1b"], preload: [] })).metadata.name,
      one.metadata.name,
    );
    assert.equal((await job({ parallel: 1 })).metadata.name, one.metadata.name);
  });

  it("lets a model use as many threads as the processor's limit has whole cores", async () => {
    const threads = async (change: Partial<OllamaArgs>) =>
      environment((await job(change)).spec.template.spec.containers[0]).THREADS;
    assert.equal(await threads({}), "2");
    assert.equal(await threads({ size: { ...args.size, cpuLimit: "500m" } }), "1");
    assert.equal(await threads({ gpus: 1 }), "");
  });

  it("tells the Job how much memory a model may take, where it is not on a GPU", async () => {
    const memory = async (change: Partial<OllamaArgs>) =>
      environment((await job(change)).spec.template.spec.containers[0]).MEMORY;
    assert.equal(await memory({}), "1073741824");
    assert.equal(await memory({ gpus: 1 }), "");
  });

  it("tries a Job anew that failed before", async () => {
    assert.equal((await job()).metadata.annotations["pulumi.com/replaceUnready"], "true");
  });

  it("looks for damaged files before it serves, with no way to change them", async () => {
    const { initContainers } = (await deployment({ gpus: 1 })).template.spec;
    assert.deepEqual(
      initContainers.map(({ name }: any) => name),
      ["verify"],
    );
    const [verify] = initContainers;
    assert.equal(verify.volumeMounts[0].readOnly, true);
    assert.equal(verify.securityContext.allowPrivilegeEscalation, false);
    assert.equal(verify.resources.limits["nvidia.com/gpu"], undefined);
    assert.equal(verify.terminationMessagePolicy, "FallbackToLogsOnError");
    assert.match(environment(verify).MAKE_ANEW, /up --replace '\*\*:Job::ai-models'$/);
  });

  it("serves from the volume without writing to it", async () => {
    const [ollama] = (await deployment()).template.spec.containers;
    assert.deepEqual(ollama.volumeMounts[0], {
      name: "models",
      mountPath: "/models",
      readOnly: true,
    });
    assert.equal(ollama.securityContext.readOnlyRootFilesystem, true);
    assert.equal(environment(ollama).OLLAMA_NOPRUNE, "1");
  });

  it("hands its settings to the server", async () => {
    const [ollama] = (await deployment()).template.spec.containers;
    const { OLLAMA_KEEP_ALIVE, OLLAMA_NUM_PARALLEL, OLLAMA_MAX_QUEUE, ...rest } =
      environment(ollama);
    assert.deepEqual([OLLAMA_KEEP_ALIVE, OLLAMA_NUM_PARALLEL, OLLAMA_MAX_QUEUE], ["5m", "4", "32"]);
    assert.equal(rest.OLLAMA_MAX_LOADED_MODELS, "2");
    assert.equal(rest.OLLAMA_CONTEXT_LENGTH, "2048");
  });

  it("can be reached only through its exporter", async () => {
    const [ollama, exporter] = (await deployment()).template.spec.containers;
    assert.equal(environment(ollama).OLLAMA_HOST, "127.0.0.1:11435");
    assert.equal(environment(exporter).UPSTREAM, "http://127.0.0.1:11435");
    assert.equal(environment(exporter).CLIENTS_PORT, "11434");
  });

  it("is ready when the exporter knows its models, and says in words why not", async () => {
    const [, exporter] = (await deployment()).template.spec.containers;
    assert.equal(environment(exporter).MODELS, "small:1b,embedder:1");
    assert.equal(environment(exporter).PRELOAD, "small:1b");
    assert.deepEqual(exporter.readinessProbe.httpGet, { path: "/readyz", port: 9464 });
    assert.match(exporter.startupProbe.exec.command.at(-1), /9464\/readyz.*console\.log/);
  });

  it("ends after the last answer has been handed on", async () => {
    const [ollama, exporter] = (await deployment()).template.spec.containers;
    assert.deepEqual(ollama.lifecycle.preStop.httpGet, { path: "/drained", port: 9464 });
    assert.deepEqual(exporter.lifecycle.preStop, { sleep: { seconds: 3 } });
  });

  it("keeps pods of one volume on one node, unless the volume can be shared", async () => {
    const term = (spec: any) =>
      spec.affinity.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution[0];
    const together = { matchLabels: { "shakedown.dev/models-of": "models" } };
    assert.deepEqual(term((await deployment()).template.spec).labelSelector, together);
    assert.deepEqual(term((await job()).spec.template.spec).labelSelector, together);
    const labels = (await job()).spec.template.metadata.labels;
    assert.equal(labels["shakedown.dev/models-of"], "models");
    assert.equal(
      term((await deployment({ accessMode: "ReadWriteMany" })).template.spec),
      undefined,
    );
  });

  it("asks for GPUs for the server alone, and never for those that its old pod holds", async () => {
    const spec = await deployment({ gpus: 2, nodes: { accelerator: "l4" } });
    const [ollama, exporter] = spec.template.spec.containers;
    assert.equal(ollama.resources.limits["nvidia.com/gpu"], "2");
    assert.equal(exporter.resources.limits["nvidia.com/gpu"], undefined);
    assert.deepEqual(spec.template.spec.nodeSelector, { accelerator: "l4" });
    assert.deepEqual(spec.strategy.rollingUpdate, { maxSurge: 0, maxUnavailable: 1 });
    const [filling] = (await job({ gpus: 2 })).spec.template.spec.containers;
    assert.equal(filling.resources.limits["nvidia.com/gpu"], undefined);
  });

  it("reaches the internet only to pull, and only from the Job", async () => {
    const policies = async (pull: boolean) =>
      (await build({ pull }))
        .filter(({ type }) => type.endsWith(":NetworkPolicy"))
        .map(({ inputs }) => inputs);
    assert.deepEqual(
      (await policies(false)).map(({ spec }) => spec.policyTypes),
      [["Ingress"]],
    );
    const [, out] = await policies(true);
    const matchLabels = { "shakedown.dev/identity": "ollama-models" };
    assert.deepEqual(out.spec.podSelector, { matchLabels });
    assert.deepEqual(out.spec.egress[0].ports, [{ protocol: "TCP", port: 443 }]);
  });

  it("admits the named clients of their namespace, and nobody else", async () => {
    const { inputs } = only("kubernetes:networking.k8s.io/v1:NetworkPolicy", await build());
    assert.deepEqual(
      inputs.spec.ingress[0].from.map(({ podSelector }: any) => podSelector.matchLabels),
      [{ "shakedown.dev/identity": "llm-client" }, { "shakedown.dev/identity": "backend" }],
    );
    assert.ok(
      inputs.spec.ingress[0].from.every(
        ({ namespaceSelector }: any) =>
          namespaceSelector.matchLabels["kubernetes.io/metadata.name"] === "shop",
      ),
    );
  });

  it("keeps a replica when a node is drained", async () => {
    const seen = await build({ replicas: 2 });
    const { inputs } = only("kubernetes:policy/v1:PodDisruptionBudget", seen);
    assert.equal(inputs.spec.maxUnavailable, 1);
    const types = (await build()).map(({ type }) => type);
    assert.ok(!types.includes("kubernetes:policy/v1:PodDisruptionBudget"));
  });

  it("refuses to preload what it does not have", async () => {
    await assert.rejects(
      () => build({ preload: ["other:1"] }),
      /preload is "other:1": one of small:1b,embedder:1 is needed/,
    );
  });
});

describe("the look for damaged files", () => {
  const content = "weights";
  const digest = createHash("sha256").update(content).digest("hex");
  let models: string;
  const verify = () => {
    const env = { ...process.env, OLLAMA_MODELS: models, MAKE_ANEW: "with: up" };
    const { status, stdout } = spawnSync("sh", ["-c", verifyScript], { env, encoding: "utf8" });
    return [status, stdout];
  };
  const manifest = (path: string, of: string) => {
    const file = join(models, "manifests/registry.ollama.ai", path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, JSON.stringify({ layers: [{ digest: `sha256:${of}` }] }));
  };

  beforeEach(() => {
    models = mkdtempSync(join(tmpdir(), "models-"));
    mkdirSync(join(models, "blobs"));
    mkdirSync(join(models, "manifests"));
    writeFileSync(join(models, "blobs", `sha256-${digest}`), content);
    manifest("library/small/1b", digest);
  });
  afterEach(() => rmSync(models, { recursive: true }));

  it("passes files that are what their names say", () => {
    assert.deepEqual(verify(), [0, ""]);
  });

  it("names every model that a damaged file belongs to, and the way out", () => {
    manifest("shop/tuned/2", digest);
    writeFileSync(join(models, "blobs", `sha256-${digest}`), "weighty");
    assert.deepEqual(verify(), [
      1,
      `model shop/tuned:2,small:1b is damaged on the volume (sha256-${digest}): ` +
        "replace the Job that puts it there, with: up\n",
    ]);
  });

  it("leaves out a download that is not over, and what belongs to no model", () => {
    writeFileSync(join(models, "blobs", `sha256-${digest}-partial`), "wei");
    writeFileSync(join(models, "blobs", `sha256-${"0".repeat(64)}`), "left over");
    assert.deepEqual(verify(), [0, ""]);
  });

  it("passes a volume without files", () => {
    rmSync(join(models, "blobs", `sha256-${digest}`));
    assert.deepEqual(verify(), [0, ""]);
  });
});
