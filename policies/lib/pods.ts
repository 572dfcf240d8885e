import { type KubeObject, type Tree, at, isKind, listAt } from "./objects.ts";
import { type Unknown, unknown } from "./unknown.ts";

/** Every kind that starts pods, with where its pod lies. */
const podPaths: Record<string, (string | number)[]> = {
  Pod: [],
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  PodTemplate: ["template"],
};

/** Kinds that start pods. */
export const workloadKinds: readonly string[] = Object.keys(podPaths);

/** The pod a workload starts. */
export interface Pod {
  object: KubeObject;
  /** Path of the pod's spec and metadata inside the object, such as `spec.template.spec`. */
  specPath: string;
  metadataPath: string;
  spec: Tree;
  metadata: Tree;
}

export type ContainerList = "containers" | "initContainers" | "ephemeralContainers";

export interface Container {
  name: string;
  /** Which list of the pod it stands in. */
  list: ContainerList;
  /** Such as `spec.template.spec.containers[0]`. */
  path: string;
  tree: Tree;
}

/** The pod that a workload starts; undefined for any other kind. */
export function podOf(object: KubeObject): Pod | undefined {
  const path = isKind(object, object.kind) ? podPaths[object.kind] : undefined;
  if (!path) return undefined;
  const template = at(object.tree, ...path);
  const prefix = path.map((key) => `${key}.`).join("");
  const specPath = `${prefix}spec`;
  const metadataPath = `${prefix}metadata`;
  const [spec, metadata] = [at(template, "spec"), at(template, "metadata")];
  return { object, specPath, metadataPath, spec, metadata };
}

const everyList: ContainerList[] = ["initContainers", "containers", "ephemeralContainers"];

/**
 * Calls `visit` for each container of the pod, init and ephemeral ones included, and tells
 * `report` of those that a preview cannot know.
 */
export function eachContainer(
  pod: Pod,
  report: { unknown(field: string): void },
  visit: (container: Container) => void,
  lists: ContainerList[] = everyList,
): void {
  if (pod.spec === unknown) return report.unknown(pod.specPath);
  for (const list of lists) {
    const base = `${pod.specPath}.${list}`;
    const entries = listAt(pod.spec, list);
    if (entries === unknown) {
      report.unknown(base);
      continue;
    }
    entries.forEach((tree, index) => {
      const path = `${base}[${index}]`;
      if (tree === unknown) return report.unknown(path);
      const name = at(tree, "name");
      visit({ name: typeof name === "string" ? name : `#${index}`, list, path, tree });
    });
  }
}

/**
 * Calls `visit` for each port that a container of the pod declares, with the path of the port, and
 * tells `report` of the ports that a preview cannot know.
 */
export function eachPort(
  pod: Pod,
  report: { unknown(field: string, container?: string): void },
  visit: (port: Tree, path: string, container: string) => void,
): void {
  eachContainer(pod, report, ({ name, path, tree }) => {
    const ports = listAt(tree, "ports");
    if (ports === unknown) return report.unknown(`${path}.ports`, name);
    ports.forEach((port, index) => visit(port, `${path}.ports[${index}]`, name));
  });
}

/** The pod's labels as stated in its template. */
export function podLabels(pod: Pod): Record<string, string | Unknown> | Unknown {
  const labels = at(pod.metadata, "labels");
  return labels === unknown ? unknown : (labels ?? {});
}
