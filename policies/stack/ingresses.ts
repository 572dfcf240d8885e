import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, namespaceOf, wordAt } from "../lib/objects.ts";
import { type Unknown, unknown } from "../lib/unknown.ts";

/** One path that an Ingress serves; a rule without paths serves the path "". */
export interface Route {
  ingress: KubeObject;
  /** Absent where the rule holds for every host. */
  host: string | Unknown | undefined;
  path: string | Unknown;
  /** Path of the rule inside the object. */
  rule: string;
}

/** Where an Ingress sends requests. */
export interface Backend {
  ingress: KubeObject;
  namespace: string | Unknown;
  tree: Tree;
  /** Path of the backend inside the object. */
  field: string;
}

interface Rule {
  tree: Tree;
  field: string;
}

/** Every path of every rule of the Ingresses of a stack. */
export function routes(stack: Stack): readonly Route[] {
  return stack.of("Ingress").flatMap((ingress) =>
    rulesOf(ingress).flatMap(({ tree, field }) => {
      const host = wordAt(tree, "host") || undefined;
      const paths = pathsOf({ tree, field });
      if (paths.length === 0) return [{ ingress, host, path: "", rule: field }];
      return paths.map((one) => ({ ingress, host, path: pathOf(one.tree), rule: field }));
    }),
  );
}

/** Every backend of the Ingresses of a stack, the default ones included. */
export function backends(stack: Stack): readonly Backend[] {
  return stack.of("Ingress").flatMap((ingress) => {
    const spec = at(ingress.tree, "spec");
    const byDefault = ["defaultBackend", "backend"].map((key) => ({
      tree: at(spec, key),
      field: `spec.${key}`,
    }));
    const ofPaths = rulesOf(ingress)
      .flatMap(pathsOf)
      .map(({ tree, field }) => ({ tree: at(tree, "backend"), field: `${field}.backend` }));
    const namespace = namespaceOf(ingress);
    return [...byDefault, ...ofPaths].map((backend) => ({ ...backend, ingress, namespace }));
  });
}

function rulesOf(ingress: KubeObject): Rule[] {
  return each(listAt(ingress.tree, "spec", "rules"), "spec.rules");
}

function pathsOf({ tree, field }: Rule): Rule[] {
  return each(listAt(tree, "http", "paths"), `${field}.http.paths`);
}

/** A path that is not stated stands for all. */
function pathOf(tree: Tree): string | Unknown {
  return wordAt(tree, "path") ?? "/";
}

/** The items of a list with their paths; an unknown list is one unknown item. */
function each(list: Tree[] | Unknown, path: string): Rule[] {
  if (list === unknown) return [{ tree: unknown, field: path }];
  return list.map((tree, index) => ({ tree, field: `${path}[${index}]` }));
}
