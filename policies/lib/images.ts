import { wordAt } from "./objects.ts";
import { type Pod, eachContainer } from "./pods.ts";
import { type Unknown } from "./unknown.ts";
import { eachVolume } from "./volumes.ts";

/** An image reference, taken apart. */
export interface ImageReference {
  /** `docker.io` where none is named. */
  registry: string;
  /** Path in the registry, such as `library/nginx`. */
  repository: string;
  tag: string | undefined;
  /** As written, well-formed or not. */
  digest: string | undefined;
}

/** Takes a reference apart as container runtimes do: a first part with a dot, a port, or `localhost` is a registry. */
export function parseImage(text: string): ImageReference {
  const [, name = "", digest] = /([^@]*)(?:@(.*))?/s.exec(text) ?? [];
  const [, path = "", tag] = /(.*?)(?::([^/]*))?$/s.exec(name) ?? [];
  const parts = path.split("/");
  const [first = ""] = parts;
  const namesRegistry = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const rest = namesRegistry ? parts.slice(1).join("/") : path;
  if (namesRegistry && !["docker.io", "index.docker.io"].includes(first)) {
    return { registry: first, repository: rest, tag, digest };
  }
  const repository = rest.includes("/") ? rest : `library/${rest}`;
  return { registry: "docker.io", repository, tag, digest };
}

/** Every way of writing the same reference: as written, in full, and without the default registry. */
export function spellings(text: string): string[] {
  const { registry, repository, tag, digest } = parseImage(text);
  const version = (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);
  const all = [text, `${registry}/${repository}${version}`];
  if (registry === "docker.io") {
    const short = [repository, repository.replace(/^library\//, "")];
    // docker.io/quay.io/a is no image of quay.io, though it would read like one
    all.push(...short.map((path) => path + version).filter((one) => registryOf(one) === registry));
  }
  return [...new Set(all)];
}

const registryOf = (text: string) => parseImage(text).registry;

export interface ImageUse {
  /** The reference as written. */
  image: string | Unknown;
  field: string;
  /** `container "name"` or `volume "name"`. */
  owner: string;
  container?: string;
}

/** Visits the images of the pod's containers and of its image volumes. */
export function eachImage(
  pod: Pod,
  report: { unknown(field: string): void },
  visit: (use: ImageUse) => void,
): void {
  eachContainer(pod, report, ({ name, path, tree }) => {
    const image = wordAt(tree, "image");
    const owner = `container "${name}"`;
    if (image) visit({ image, field: `${path}.image`, owner, container: name });
  });
  eachVolume(pod, report, ({ name, path, tree }) => {
    const image = wordAt(tree, "image", "reference");
    const field = `${path}.image.reference`;
    if (image) visit({ image, field, owner: `volume "${name}"` });
  });
}
