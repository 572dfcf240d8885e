import { type Tree, at, listAt } from "./objects.ts";
import { type Container, type Pod } from "./pods.ts";
import { unknown } from "./unknown.ts";

export interface Volume {
  name: string;
  /** Such as `spec.template.spec.volumes[0]`. */
  path: string;
  tree: Tree;
}

type Unknowns = { unknown(field: string): void };

/** Calls `visit` for each volume of the pod, and tells `report` of those that are unknown. */
export function eachVolume(pod: Pod, report: Unknowns, visit: (volume: Volume) => void): void {
  const base = `${pod.specPath}.volumes`;
  eachNamed(listAt(pod.spec, "volumes"), base, report, visit);
}

/** Calls `visit` for each mount of the container, and tells `report` of those that are unknown. */
export function eachMount(
  container: Container,
  report: Unknowns,
  visit: (mount: Volume) => void,
): void {
  const base = `${container.path}.volumeMounts`;
  eachNamed(listAt(container.tree, "volumeMounts"), base, report, visit);
}

function eachNamed(
  entries: Tree[] | typeof unknown,
  base: string,
  report: Unknowns,
  visit: (entry: Volume) => void,
): void {
  if (entries === unknown) return report.unknown(base);
  entries.forEach((tree, index) => {
    const path = `${base}[${index}]`;
    if (tree === unknown) return report.unknown(path);
    const name = at(tree, "name");
    visit({ name: typeof name === "string" ? name : `#${index}`, path, tree });
  });
}
