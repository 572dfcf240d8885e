import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { WorkloadRef } from "../../checks/run/plan.ts";
import { contentName } from "../shared/digest.ts";
import { badArgument } from "../shared/errors.ts";
import { identity, ours } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import { type Clients, pods, tcp } from "../shared/network.ts";
import { probes, resources } from "../shared/pod.ts";
import { disruptionBudget, newFirst, rolling } from "../shared/rollout.ts";
import { modelsScript, verifyScript } from "./models-script.ts";
import { admission, internet, permission } from "./network.ts";
import {
  type PodShape,
  labelsOf,
  memoryOf,
  modelPod,
  ollamaContainer,
  ollamaEnvironment,
  ports,
  threadsOf,
} from "./ollama-pod.ts";
import { programContainer, programFiles } from "./program.ts";

export interface OllamaArgs extends Omit<PodShape, "volume" | "shared"> {
  namespace: string;
  /** Models to be there before anybody is served, as `name:tag`. */
  models: string[];
  /** Those of them to be in memory first. */
  preload: string[];
  /** Whether what the image does not bring may be pulled from the internet. */
  pull: boolean;
  storage: Memory;
  /** @default - the cluster's default class */
  storageClass?: string;
  accessMode: "ReadWriteOnce" | "ReadWriteMany";
  replicas: number;
  /** How long a model stays in memory after its last request, such as `5m`; `-1` for ever. */
  keepAlive: string;
  /** Requests that one model answers at a time, and those that may wait before others get a 503. */
  parallel: number;
  maxQueue: number;
  maxLoadedModels: number;
  contextLength: number;
  /** Pods that may call. Whoever may call may read the metrics. */
  clients: Clients;
}

/** Ollama behind its exporter, with its models on a volume, and no way to the internet. */
export class Ollama extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`. */
  readonly address: string;
  /** Where the metrics are, how many pods share that address, and the GPUs of each. */
  readonly watched: { watchers: string; replicas: number; gpus: number };
  /** Questions that may be under way in a pod. */
  readonly most: number;
  readonly workload: WorkloadRef;
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: OllamaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:ai:Ollama", name, args, opts);
    const { namespace, models, preload, replicas, accessMode } = args;
    const strange = preload.find((model) => !models.includes(model));
    if (strange) throw badArgument(this, "preload", strange, `one of ${models} is needed`);
    const shape = { ...args, volume: "models", shared: accessMode === "ReadWriteMany" };
    const filled = this.#models(name, shape);

    const owned = { parent: this, dependsOn: filled };
    const { metadata: common, selector } = identity(name, "ollama", namespace);
    const metadata = { name: "ollama", ...common };
    const exporter = programFiles(this, name, namespace, ["exporter"]);
    const template = {
      metadata: { labels: { ...common.labels, ...labelsOf("ollama", shape) } },
      spec: servingPod(shape, exporter, selector, `${name}-models`),
    };
    const matching = { replicas, selector: { matchLabels: selector }, template };
    const policy = admission("ollama", args.clients, [ports.clients, ports.watchers]);
    policy.ingress.push({ from: [pods("llm")], ports: tcp(ports.clients) });
    new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, { parent: this });
    const spec = rollout(matching, args);
    const made = new k8s.apps.v1.Deployment(name, { metadata, spec }, owned);
    const open = [
      { name: "clients", port: ports.clients },
      { name: "metrics", port: ports.watchers },
    ];
    // A Service waits for its pods: where they never come up, that would take ten minutes more.
    const service = { metadata, spec: { selector, ports: open } };
    new k8s.core.v1.Service(name, service, { parent: this, dependsOn: made });
    if (replicas > 1) disruptionBudget(name, metadata, { matchLabels: selector }, owned);

    const host = `ollama.${namespace}.svc`;
    this.address = `${host}:${ports.clients}`;
    this.most = mostOf(args);
    this.watched = { watchers: `${host}:${ports.watchers}`, replicas, gpus: args.gpus };
    this.workload = { kind: "Deployment", namespace, name: "ollama" };
    this.declared = pulumi.output({ matching, policy, uid: made.metadata.uid });
    this.registerOutputs({ address: this.address });
  }

  /** The volume, and the Job that puts the models on it. */
  #models(name: string, shape: PodShape & OllamaArgs): pulumi.Resource {
    const { namespace, volume, storage, storageClass, accessMode, models, pull } = shape;
    const owned = { parent: this };
    new k8s.core.v1.PersistentVolumeClaim(
      name,
      {
        metadata: { name: volume, namespace, labels: ours },
        spec: {
          accessModes: [accessMode],
          storageClassName: storageClass,
          resources: { requests: { storage } },
        },
      },
      owned,
    );
    if (pull) {
      const spec = permission("ollama-models", [internet], [443]);
      const metadata = { name: "ollama-models", namespace, labels: ours };
      new k8s.networking.v1.NetworkPolicy(`${name}-models`, { metadata, spec }, owned);
    }
    const { metadata, selector } = identity(`${name}-models`, "ollama", namespace);
    const labels = { ...metadata.labels, ...labelsOf("ollama-models", shape) };
    const pod = modelPod(shape, [filling(shape)], [], selector);
    const spec = {
      backoffLimit: 0,
      // A model of a hundred gigabytes over a slow line.
      activeDeadlineSeconds: pull ? 7200 : 600,
      template: { metadata: { labels }, spec: { ...pod, restartPolicy: "Never" } },
    };
    const annotations = { "pulumi.com/replaceUnready": "true" }; // one that failed is tried anew
    const named = {
      ...metadata,
      annotations,
      name: contentName("ollama-models", { spec, models }),
    };
    // Gone before the next is made: after a change that failed, the way back is to the same name.
    const replaced = { ...owned, deleteBeforeReplace: true };
    return new k8s.batch.v1.Job(`${name}-models`, { metadata: named, spec }, replaced);
  }
}

function filling(shape: PodShape & OllamaArgs) {
  // It has to find room beside the servers, and waits for disks and lines more than it computes.
  const size = { ...shape.size, cpuRequest: "100m" as const };
  return ollamaContainer({ ...shape, size, gpus: 0 }, false, {
    command: ["sh", "-c", modelsScript],
    env: ollamaEnvironment({
      MODELS: shape.models.join(" "),
      IMAGE_MODELS: "/usr/share/ollama/models",
      PULL: `${shape.pull}`,
      THREADS: threadsOf(shape),
      MEMORY: memoryOf(shape),
      MEMORY_SETTING: shape.size.memory,
    }),
    terminationMessagePolicy: "FallbackToLogsOnError",
  });
}

/** Ends well if no file of a model was damaged since the Job put it there. */
function verifying(shape: PodShape & OllamaArgs, job: string) {
  return ollamaContainer({ ...shape, gpus: 0 }, true, {
    name: "verify",
    command: ["sh", "-c", verifyScript],
    env: ollamaEnvironment({ MAKE_ANEW: `with: npm run pulumi -- up --replace '**:Job::${job}'` }),
    terminationMessagePolicy: "FallbackToLogsOnError",
  });
}

function servingPod(
  shape: PodShape & OllamaArgs,
  exporter: ReturnType<typeof programFiles>,
  selector: Record<string, string>,
  job: string,
) {
  const watch = (path: string) => ({ httpGet: { path, port: ports.watchers } });
  const alive = watch("/ollama");
  const ollama = ollamaContainer(shape, true, {
    command: ["ollama", "serve"],
    env: ollamaEnvironment({
      OLLAMA_KEEP_ALIVE: shape.keepAlive,
      OLLAMA_NUM_PARALLEL: shape.parallel,
      OLLAMA_MAX_QUEUE: shape.maxQueue,
      OLLAMA_MAX_LOADED_MODELS: shape.maxLoadedModels,
      OLLAMA_CONTEXT_LENGTH: shape.contextLength,
    }),
    ...probes(alive, alive, alive),
    // It ends when the exporter has handed on the last answer.
    lifecycle: { preStop: watch("/drained") },
  });
  const sidecar = exporterContainer(shape);
  return modelPod(shape, [ollama, sidecar], [exporter], selector, [verifying(shape, job)]);
}

/** Questions that may be under way in a pod: those that are answered, and those that wait. */
const mostOf = ({ models, maxLoadedModels, parallel, maxQueue }: OllamaArgs) =>
  Math.min(models.length, maxLoadedModels) * parallel + maxQueue;

function exporterContainer(args: OllamaArgs) {
  const { images, models, preload } = args;
  const watch = (path: string) => ({ httpGet: { path, port: ports.watchers } });
  const asking =
    `const got = await fetch("http://127.0.0.1:${ports.watchers}/readyz"); ` +
    "console.log(await got.text()); process.exit(got.ok ? 0 : 1)";
  const ready = { exec: { command: ["node", "--input-type=module", "--eval", asking] } };
  return {
    ...programContainer("exporter", images.node, "exporter/main.ts", {
      UPSTREAM: `http://127.0.0.1:${ports.ollama}`,
      MODELS: models.join(","),
      PRELOAD: preload.join(","),
      MOST: mostOf(args),
      CLIENTS_PORT: ports.clients,
      WATCHERS_PORT: ports.watchers,
    }),
    ports: [
      { name: "clients", containerPort: ports.clients },
      { name: "metrics", containerPort: ports.watchers },
    ],
    ...probes(ready, watch("/readyz"), watch("/healthz")),
    terminationMessagePolicy: "FallbackToLogsOnError",
    // Its words tell what is missing, which those of a request do not. Large models take long.
    startupProbe: { ...ready, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 300 },
    resources: resources({ cpuRequest: "50m", cpuLimit: "500m", memory: "128Mi" }),
  };
}

/** A new pod would wait for the GPUs that the old one has; and large models take long to load. */
function rollout(matching: Parameters<typeof rolling>[0], { gpus }: OllamaArgs) {
  const rollingUpdate = { maxSurge: 0, maxUnavailable: 1 };
  const strategy = gpus > 0 ? { type: "RollingUpdate", rollingUpdate } : newFirst;
  return { ...rolling(matching), strategy, progressDeadlineSeconds: 660 };
}
