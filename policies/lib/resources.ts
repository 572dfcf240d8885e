import { type Tree, at } from "./objects.ts";
import { type Container, type Pod, eachContainer } from "./pods.ts";
import { quantity } from "./quantities.ts";
import { type Truth, all, is } from "./unknown.ts";

export type Bound = "requests" | "limits";

/** Visits the containers that may state resources: ephemeral ones may not. */
export function eachSizedContainer(
  pod: Pod,
  report: { unknown(field: string): void },
  visit: (container: Container) => void,
): void {
  eachContainer(pod, report, visit, ["initContainers", "containers"]);
}

/** Whether neither the container nor its pod as a whole states the resource; zero states nothing. */
export function lacks(pod: Pod, container: Container, bound: Bound, resource: string): Truth {
  return all(
    [container.tree, pod.spec].map((owner: Tree) =>
      is(at(owner, "resources", bound, resource), isNothing),
    ),
  );
}

const isNothing = (value: Tree) => value === undefined || value === "" || quantity(value) === 0;
