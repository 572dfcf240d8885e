import type { Stack } from "../../engine/stack.ts";
import { push } from "../../lib/multimap.ts";
import { type Tree, at, listAt, wordAt } from "../../lib/objects.ts";
import { type Container, type Pod, eachContainer } from "../../lib/pods.ts";
import { type Unknown, unknown } from "../../lib/unknown.ts";
import { type Workload, workloads } from "../../stack/workloads.ts";

/** One place where a pod takes a Secret in. */
export interface SecretUse {
  workload: Workload;
  /** Name of the Secret, in the workload's namespace; unknown where any may be meant. */
  secret: string | Unknown;
  how: "mounts it" | "takes it as a variable";
  /** Path of the reference inside the object. */
  field: string;
}

/** The uses of Secrets by the workloads of a stack, by the Secret's name. */
export interface SecretUses {
  byName: ReadonlyMap<string, readonly SecretUse[]>;
  /** Uses of a Secret that is unknown. */
  vague: readonly SecretUse[];
}

/** The Secrets that pods take in: volumes, projected volumes, variables, whole environments. */
export function secretUses(stack: Stack): SecretUses {
  const byName = new Map<string, SecretUse[]>();
  const vague: SecretUse[] = [];
  for (const workload of stack.view(workloads)) {
    for (const use of usesOf(workload)) {
      if (use.secret === unknown) vague.push(use);
      else push(byName, use.secret, use);
    }
  }
  return { byName, vague };
}

function usesOf(workload: Workload): SecretUse[] {
  const { pod } = workload;
  const variables: Reference[] = [];
  const vague = { unknown: (field: string) => void variables.push([unknown, field]) };
  eachContainer(pod, vague, (container) => variables.push(...variablesOf(container)));
  const use = (how: SecretUse["how"], references: Reference[]) =>
    references
      .filter(([secret]) => secret !== undefined)
      .map(([secret, field]): SecretUse => ({ workload, secret, how, field }));
  return [...use("mounts it", mountsOf(pod)), ...use("takes it as a variable", variables)];
}

type Reference = [secret: Tree, field: string];

function mountsOf({ spec, specPath }: Pod): Reference[] {
  return each(spec, specPath, "volumes", (volume, path) => [
    [wordAt(volume, "secret", "secretName"), `${path}.secret.secretName`],
    ...each(at(volume, "projected"), `${path}.projected`, "sources", (source, field) => [
      [wordAt(source, "secret", "name"), `${field}.secret.name`],
    ]),
  ]);
}

function variablesOf({ tree, path }: Container): Reference[] {
  return [
    ...each(tree, path, "env", (variable, field) => [
      [
        wordAt(variable, "valueFrom", "secretKeyRef", "name"),
        `${field}.valueFrom.secretKeyRef.name`,
      ],
    ]),
    ...each(tree, path, "envFrom", (source, field) => [
      [wordAt(source, "secretRef", "name"), `${field}.secretRef.name`],
    ]),
  ];
}

function each(
  tree: Tree,
  path: string,
  list: string,
  read: (item: Tree, path: string) => Reference[],
): Reference[] {
  const items = listAt(tree, list);
  if (items === unknown) return [[unknown, `${path}.${list}`]];
  return items.flatMap((item, index) => read(item, `${path}.${list}[${index}]`));
}
