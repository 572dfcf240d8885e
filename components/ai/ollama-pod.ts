import type * as k8s from "@pulumi/kubernetes";

import { identityLabel } from "../shared/identity.ts";
import { type Memory, bytes, cores } from "../shared/quantity.ts";
import { type Size, podSpec, resources, scratch } from "../shared/pod.ts";

type Container = k8s.types.input.core.v1.Container;
type Volume = k8s.types.input.core.v1.Volume;

/** Where clients are answered, where watchers are, and where Ollama itself listens, to none but its pod. */
export const ports = { clients: 11434, watchers: 9464, ollama: 11435 };

/** User and group of every process, and of the files on the volume. */
export const userId = 10201;

/** Label of all pods that mount the volume of models. */
const volumeLabel = "shakedown.dev/models-of";

export interface PodShape {
  images: { ollama: string; node: string };
  serviceAccountName: k8s.types.input.core.v1.PodSpec["serviceAccountName"];
  /** Name of the claim. */
  volume: string;
  /** Whether pods on different nodes can mount the volume at a time. */
  shared: boolean;
  size: Size & { memory: Memory };
  gpus: number;
  /** Labels of the nodes that may run it. */
  nodes: Record<string, string>;
}

/** Identity of a kind of pod, which policies know, and the label of the volume that it mounts. */
export function labelsOf(identity: string, { volume }: Pick<PodShape, "volume">) {
  return { [identityLabel]: identity, [volumeLabel]: volume };
}

/** How many threads a model may use: on a GPU as many as it likes. */
export function threadsOf({ size, gpus }: Pick<PodShape, "size" | "gpus">): string {
  return gpus > 0 ? "" : `${Math.max(1, Math.floor(cores(size.cpuLimit)))}`;
}

/** Bytes that a pod has for a model and all else: on a GPU the model takes none of them. */
export function memoryOf({ size, gpus }: Pick<PodShape, "size" | "gpus">): string {
  return gpus > 0 ? "" : `${bytes(size.memory)}`;
}

/** What Ollama needs to run anywhere: its models, and a home of its own. */
export function ollamaEnvironment(settings: Record<string, string | number>) {
  return Object.entries({
    HOME: "/tmp",
    OLLAMA_HOST: `127.0.0.1:${ports.ollama}`,
    OLLAMA_MODELS: "/models",
    OLLAMA_NO_CLOUD: "1",
    OLLAMA_NOPRUNE: "1",
    ...settings,
  }).map(([name, value]) => ({ name, value: `${value}` }));
}

/** The container that has Ollama in it, with its share of the node, GPUs included. */
export function ollamaContainer(
  { images, size, gpus }: PodShape,
  readOnly: boolean,
  own: Partial<Container>,
): Container {
  const claimed = resources(size);
  return {
    name: "ollama",
    image: images.ollama,
    resources:
      gpus > 0
        ? { ...claimed, limits: { ...claimed.limits, "nvidia.com/gpu": `${gpus}` } }
        : claimed,
    volumeMounts: [
      { name: "models", mountPath: "/models", readOnly },
      { name: "tmp", mountPath: "/tmp" },
    ],
    ...own,
  };
}

/** A pod that mounts the models. Where one node alone can, all such pods keep together. */
export function modelPod(
  shape: PodShape,
  containers: Container[],
  volumes: Volume[],
  selector: Record<string, string>,
  first: Container[] = [],
) {
  const { serviceAccountName, volume, shared, nodes } = shape;
  const [container, ...others] = containers;
  const claim = { name: "models", persistentVolumeClaim: { claimName: volume } };
  const spec = podSpec({
    container: container!,
    ...{ others, first },
    volumes: [claim, scratch("tmp", "64Mi"), ...volumes],
    ...{ userId, serviceAccountName, selector },
  });
  const together = {
    labelSelector: { matchLabels: { [volumeLabel]: volume } },
    topologyKey: "kubernetes.io/hostname",
  };
  const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [together] };
  return {
    ...spec,
    ...(!shared && { affinity: { podAffinity }, topologySpreadConstraints: [] }),
    ...(Object.keys(nodes).length > 0 && { nodeSelector: nodes }),
  };
}
