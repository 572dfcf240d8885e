import { readFile } from "node:fs/promises";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";

import { cannotStart } from "../shared/errors.ts";

type Kind = k8s.types.input.apiextensions.v1.CustomResourceDefinition;
export type Definition = Omit<Kind, "metadata"> & {
  metadata: { name: string; annotations?: Record<string, string> };
};

const patience = 20_000;

/**
 * The definitions of custom resources in a release's manifest, a file or a URL, and nothing else of
 * it. Ends the program in a sentence where they cannot be had.
 */
export async function readDefinitions(setting: string, source: string): Promise<Definition[]> {
  try {
    const found = definitionsIn(await textOf(source));
    if (found.length > 0) return found;
    throw new Error("it holds no CustomResourceDefinition");
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw cannotStart(
      `shakedown:${setting} is "${source}": ` +
        `the manifest of a release with its CustomResourceDefinitions is needed (${why})`,
    );
  }
}

async function textOf(source: string): Promise<string> {
  if (!/^https?:/.test(source)) return readFile(source, "utf8");
  const response = await fetch(source, { signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`it was answered with ${response.status}`);
  return response.text();
}

/** The definitions in a manifest, without the prose that would fill the stack's state. */
export function definitionsIn(text: string): Definition[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Definition | null)
    .filter((object) => object?.kind === "CustomResourceDefinition")
    .map((object) => {
      const { metadata, spec, ...kind } = object!;
      return { ...kind, metadata: { ...metadata }, spec: withoutProse(spec) };
    });
}

/** Without descriptions; a property of that name is an object, and stays. */
function withoutProse<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withoutProse) as T;
  if (schema === null || typeof schema !== "object") return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => key !== "description" || typeof value !== "string",
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value)])) as T;
}

/**
 * All stacks apply the definitions as one: the next one finds what an earlier one left, and a
 * definition of somebody else's that differs is a conflict, which is refused.
 */
const annotations = { "pulumi.com/patchFieldManager": "shakedown" };

/**
 * The kinds of object that an operator understands. They stay when the stack goes, and may be there
 * when it comes: with a definition go all objects of its kind, in every namespace, and their data.
 */
export class Definitions extends pulumi.ComponentResource {
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: { definitions: Definition[] }, opts?: pulumi.ResourceOptions) {
    const { definitions } = args;
    const names = definitions.map(({ metadata }) => metadata.name);
    super("shakedown:data:Definitions", name, { names }, opts);
    for (const { metadata, ...definition } of definitions) {
      new k8s.apiextensions.v1.CustomResourceDefinitionPatch(
        metadata.name,
        {
          ...definition,
          metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
        },
        { parent: this, retainOnDelete: true },
      );
    }
    this.declared = pulumi.output(names);
    this.registerOutputs({});
  }
}
