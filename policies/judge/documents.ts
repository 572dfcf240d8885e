import { LineCounter, type Document, isMap, isScalar, isSeq, parseAllDocuments, visit } from "yaml";

import { fromManifest, fromResource } from "../engine/normalise.ts";
import { type KubeObject } from "../lib/objects.ts";
import { JudgeError } from "./errors.ts";
import type { InputFile } from "./files.ts";

/** Where the fields of a document stand in its file: 1 is the first line. */
export type Lines = Map<string, number>;

export interface Inputs {
  objects: KubeObject[];
  /** By object: the lines of its document. */
  lines: Map<KubeObject, Lines>;
  /** Documents and resources that are no Kubernetes objects. */
  ignored: number;
}

/** The parser warns of odd keys with their text, which may be a secret. */
const logLevel = "error";

/** The Kubernetes objects of a file, be it manifests, a stack's export or a preview. */
export function objectsOf(file: InputFile, into: Inputs): void {
  const json = file.text.trimStart().startsWith("{") ? jsonOf(file.text) : undefined;
  const resources = json === undefined ? undefined : resourcesOf(json);
  if (resources) return addResources(resources, into);
  const counter = new LineCounter();
  const documents = parseAllDocuments(file.text, { lineCounter: counter, logLevel });
  if (!Array.isArray(documents)) return; // an empty file
  documents.forEach((document, index) => addDocument(document, index, file, counter, into));
}

function addDocument(
  document: Document.Parsed,
  index: number,
  file: InputFile,
  counter: LineCounter,
  into: Inputs,
): void {
  const [problem] = document.errors;
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1;
    const message = problem.message.split(/ at line | \(|\n/)[0];
    throw new JudgeError(`${file.name}:${line}: broken YAML: ${message}`);
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return;
  const source = { file: file.name, document: index, label: `${file.name}#${index}` };
  const objects = fromManifest(plain(document, file, counter), source);
  if (objects.length === 0) into.ignored++;
  if (objects.length === 0) return;
  const lines: Lines = new Map();
  collectLines(contents, "", counter, lines);
  for (const object of objects) {
    into.objects.push(object);
    into.lines.set(object, lines);
  }
}

function plain(document: Document.Parsed, file: InputFile, counter: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const place = `${file.name}:${lineOfBadAlias(document, counter)}`;
    const [problem] = (error as Error).message.split(/ \(|: |\n/); // what follows may be a password
    throw new JudgeError(`${place}: broken YAML: ${problem}`);
  }
}

/** The first alias without an anchor, else the document's first line. */
function lineOfBadAlias(document: Document.Parsed, counter: LineCounter): number {
  let offset = document.range[0];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      offset = alias.range?.[0] ?? offset;
      return visit.BREAK;
    },
  });
  return counter.linePos(offset).line;
}

function collectLines(node: unknown, path: string, counter: LineCounter, lines: Lines): void {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  if (range && !lines.has(path)) lines.set(path, counter.linePos(range[0]).line);
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      const field = pathTo(path, name);
      const at = isScalar(key) ? key.range?.[0] : undefined;
      if (at !== undefined) lines.set(field, counter.linePos(at).line);
      collectLines(value, field, counter, lines);
    }
  }
  if (isSeq(node)) {
    node.items.forEach((item, index) => collectLines(item, `${path}[${index}]`, counter, lines));
  }
}

/** How rules write the path to a key: in brackets where a dot would mislead. */
function pathTo(path: string, key: string): string {
  const inBrackets = /(^|\.)(data|labels|annotations)$/.test(path);
  if (inBrackets) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The line of a field, or of the nearest part of its path that is there. */
export function lineOf(lines: Lines | undefined, field: string): number | undefined {
  if (!lines) return undefined;
  let path = field;
  while (path !== "") {
    const line = lines.get(path);
    if (line !== undefined) return line;
    path = path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("["), 0));
  }
  return lines.get("");
}

interface Resource {
  type: string;
  urn: string;
  inputs?: unknown;
  delete?: boolean;
}

function jsonOf(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // perhaps YAML in flow style, whose parser can say where it is broken
  }
}

/** Steps that leave nothing of ours: a replacement's new state comes with `create-replacement`. */
const withoutState = /^(delete|remove|discard|read|replace$)/;

/** The resources of a stack's export or of a preview; undefined if it is neither. */
function resourcesOf(json: any): Resource[] | undefined {
  if (Array.isArray(json.deployment?.resources)) return json.deployment.resources;
  if (json.deployment && "manifest" in json.deployment) return [];
  if (!Array.isArray(json.steps)) return undefined;
  return json.steps
    .filter(({ op }: { op: string }) => !withoutState.test(op))
    .flatMap(({ newState }: { newState?: Resource }) => (newState ? [newState] : []));
}

function addResources(resources: Resource[], into: Inputs): void {
  for (const { type, urn, inputs, delete: gone } of resources) {
    if (gone || !type) continue;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const objects = fromResource({ type, props: inputs ?? {}, urn, name });
    if (objects.length === 0) into.ignored++;
    into.objects.push(...objects);
  }
}
