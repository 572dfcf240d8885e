import type { KubeObject } from "../../../embedded/plugins/kubernetes/model/objects.ts";

/** A change in the cluster that Pulumi does not make but somebody else. */
export type Outside =
  | { create: KubeObject }
  | { apply: KubeObject }
  | { merge: KubeObject; patch: unknown }
  | { delete: KubeObject };

export interface Step {
  /** What is shown by this step, as a fact of the record. */
  name: string;
  /** What the CLI does. */
  run: "up" | "preview" | "refresh" | "destroy";
  /** Sends an interrupt to the command when its output matches. @default - it runs to its end */
  interruptAt?: RegExp;
  /** The program from here on, without its imports. @default - as before */
  program?: string;
  /** Happens in the cluster before the command. */
  outside?: Outside[];
}

/** A program and its life, run by the real CLI; `namespace` is the one that it works in. */
export interface Scenario {
  name: string;
  namespace: string;
  steps: Step[];
  /** Files beside the program, by name. @default - none */
  files?: Record<string, string>;
}

/** The beginning of every program: a namespace of its own. */
export const inNamespace = (name: string, body: string): string => `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${name}" } });
const namespace = ns.metadata.name;
const meta = (name, more = {}) => ({ metadata: { name, namespace, ...more } });
${body}`;

/** A program in which each of `changes` is made once. */
export const changed = (program: string, changes: [from: string, to: string][]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the program does not say ${from}`);
    return text.replace(from, to);
  }, program);

/** An object as something outside names it. */
export const object = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  more: object = {},
): KubeObject => ({ apiVersion, kind, metadata: { name, namespace }, ...more });
