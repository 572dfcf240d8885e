import assert from "node:assert/strict";

import { projectFolder } from "./harness.ts";
import { kubectl, kubectlJson } from "./kubectl.ts";

export const ai = "ai-test";
export const clients = "ai-test-clients";
export const model = "gemma3:270m-base";
export const embedder = "all-minilm:22m";

/** Seconds that an endpoint has for its first token. */
export const tokenSeconds = 20;

/** Settings that a test changes. */
export interface Change {
  ollama?: object;
  replicas?: number;
  /** What is asked before the stack's own Ollama. */
  first?: object;
  check?: object;
}

const near = { name: "near", model, embeddings: embedder };
/** The stack's own Ollama by way of a second gateway. */
export const far = { name: "far", model, url: `http://llm.${clients}.svc:8080/v1` };

/** What a service of others would be, here the gateway itself. */
const service = {
  ...{ name: "gateway", url: `http://llm.${ai}.svc:8080/v1/chat/completions` },
  request: JSON.stringify({ messages: [{ role: "user", content: "A pod" }], max_tokens: 4 }),
  answer: '"finish_reason"',
};

function settingsWith({ ollama, replicas = 1, first, check }: Change): object {
  const size = { cpuRequest: "250m", cpuLimit: "1", memory: "1536Mi", storage: "1Gi" };
  const queue = { maxQueue: 4, contextLength: 2048 };
  const asked = { models: [model, embedder], clients: ["llm"], replicas };
  return {
    ollama: { ...asked, ...size, ...queue, ...ollama },
    llm: {
      endpoints: [...(first ? [first] : []), near],
      ...{ failures: 2, pauseSeconds: 1, tokenSeconds },
      check: {
        ...{ requests: 5, maxTokens: 16, successRate: 0.9 },
        ...{ firstTokenSeconds: 20, tokensPerSecond: 1, ...check },
      },
      overload: { requests: replicas > 1 ? 0 : 12 },
    },
    services: [service],
  };
}

/** The room of AI as the program enters it, and a second gateway, in guarded namespaces. */
export const programOf = (change: Change) => `
const room = (path) => import("${projectFolder}components/" + path);
const { AiServices, lackingRoom } = await room("ai/index.ts");
const { LlmEndpoint } = await room("ai/llm-endpoint.ts");
const { StagingCluster, discover } = await room("cluster/index.ts");
const { settingsFrom } = await room("settings.ts");
const given = { images: { set: "embedded" }, ai: ${JSON.stringify(settingsWith(change))} };
const config = Object.entries(given).map(([key, value]) => ["test:" + key, JSON.stringify(value)]);
const settings = settingsFrom(Object.fromEntries(config), "test", "test");
const access = {};
const also = (offer) => lackingRoom(offer, settings.ai.ollama);
const facts = await discover(access, { profile: "web-app", also });
const quota = settings.quotas.ai;
const home = (namespace, ...names) =>
  ({ namespace, quota, accounts: Object.fromEntries(names.map((name) => [name, []])) });
const staging = new StagingCluster("staging", { access, dns: facts.dns, namespaces: {
  ai: home("${ai}", "ollama", "llm"), clients: home("${clients}", "llm-client", "llm") } });
const options = { provider: staging.provider, dependsOn: staging };
const services = new AiServices("ai", {
  ...settings.ai, images: settings.images, checks: settings.checks, namespace: "${ai}",
  accounts: staging.namespaces.ai.accounts, clientNamespace: "${clients}",
}, options);
new LlmEndpoint("relay", {
  namespace: "${clients}", image: settings.images.node, serviceAccountName: "llm",
  endpoints: [{ name: "ollama", model: "${model}", url: "http://ollama.${ai}.svc:11434/v1" }],
  tokenSeconds: ${tokenSeconds}, failures: 100, pauseSeconds: 1, replicas: 1,
  clients: { namespace: "${ai}", identities: ["llm"] },
}, { ...options, dependsOn: [staging, services] });
export const checks = services.checks;
`;

export interface ContainerState {
  name: string;
  ready: boolean;
  restartCount: number;
  lastState?: { terminated?: { finishedAt: string; message?: string } };
  state: { terminated?: { finishedAt: string; message?: string } };
}
export interface Pod {
  metadata: { name: string; uid: string; creationTimestamp: string };
  status: { initContainerStatuses?: ContainerState[]; containerStatuses?: ContainerState[] };
}

/** Pods of a policy's identity, the newest last. */
export async function podsOf(identity: string, namespace = ai): Promise<Pod[]> {
  const { items } = await kubectlJson<{ items: Pod[] }>([
    ...["get", "pods", "-n", namespace, "-l", `shakedown.dev/identity=${identity}`],
    "--sort-by=.metadata.creationTimestamp",
  ]);
  return items;
}

/** Uids of the Jobs that put models on the volume. */
export async function modelJobs(): Promise<string[]> {
  const { items } = await kubectlJson<{ items: Pod[] }>(["get", "jobs", "-n", ai]);
  return items.map(({ metadata }) => metadata.uid).sort();
}

/** Sum of the series with these words in a line, as a pod or a Service of a namespace tells it. */
export async function counted(of: string, ...words: string[]): Promise<number> {
  const path = `/api/v1/namespaces/${ai}/${of}:9464/proxy/metrics`;
  const lines = (await kubectl(["get", "--raw", path])).split("\n");
  return lines
    .filter((line) => words.every((word) => line.includes(word)))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

/** The one pod that serves. */
export async function servingPod(): Promise<string> {
  const ready = (await podsOf("ollama")).filter(({ status }) =>
    status.containerStatuses?.every((each) => each.ready),
  );
  assert.equal(ready.length, 1);
  return ready[0]!.metadata.uid;
}

/** Seconds since a container ended, as the cluster noted it: in whole seconds. */
export function secondsSinceEnd(states: ContainerState[] = []): number {
  const ends = states.flatMap(({ state, lastState }) => {
    const { finishedAt } = state.terminated ?? lastState?.terminated ?? {};
    return finishedAt ? [Date.parse(finishedAt)] : [];
  });
  return (Date.now() - Math.max(...ends)) / 1000;
}

/** Seconds since the cluster first refused to make a pod after `start`, noted in whole seconds. */
export async function secondsSinceRefusal(start: number): Promise<number> {
  const { items } = await kubectlJson<{ items: Pod[] }>([
    ...["get", "events", "-n", ai, "--field-selector", "reason=FailedCreate"],
  ]);
  const times = items.map(({ metadata }) => Date.parse(metadata.creationTimestamp));
  return (Date.now() - Math.min(...times.filter((time) => time > start - 1000))) / 1000;
}

/** Changes some bytes in the middle of the largest file of the volume. */
export async function damage(): Promise<void> {
  const { items } = await kubectlJson<{ items: { spec: any }[] }>([
    ...["get", "pods", "-n", ai, "-l", "shakedown.dev/identity=ollama"],
  ]);
  const { volumes, initContainers, ...spec } = items[0]!.spec;
  const [verify] = initContainers;
  const script =
    'cd /models/blobs; file=$(ls -S | head -n 1); chmod u+w "$file"; ' +
    'printf damage | dd of="$file" bs=1 seek=100000000 conv=notrunc';
  const container = {
    ...{ name: "damage", image: verify.image, command: ["sh", "-c", script] },
    ...{ securityContext: verify.securityContext },
    volumeMounts: [{ name: "models", mountPath: "/models" }],
  };
  const pod = {
    ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "damage", namespace: ai } },
    spec: {
      ...{ nodeName: spec.nodeName, securityContext: spec.securityContext },
      ...{ serviceAccountName: spec.serviceAccountName, automountServiceAccountToken: false },
      ...{ restartPolicy: "Never", containers: [container] },
      volumes: volumes.filter(({ name }: { name: string }) => name === "models"),
    },
  };
  await kubectl(["apply", "-f", "-"], JSON.stringify(pod));
  const ended = ["--for=jsonpath={.status.phase}=Succeeded", "pod/damage", "--timeout=60s"];
  await kubectl(["wait", "-n", ai, ...ended]);
  await kubectl(["delete", "pod", "damage", "-n", ai]);
}
