import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema.js";

import type { KubeObject } from "../lib/objects.ts";
import { type Truth, unknown } from "../lib/unknown.ts";
import type { Stack } from "./stack.ts";

export type Severity = "low" | "medium" | "high" | "critical";

/** Mandatory rules block a deployment, advisory ones are shown. */
export type Level = "advisory" | "mandatory";

/** What a rule says of one object. */
export interface Outcome {
  verdict: "fail" | "unknown";
  object: KubeObject;
  /** Path inside the object, such as `spec.containers[0].image`. */
  field: string;
  /** What is wrong and what to do; never a value out of env, data or a Secret. */
  message: string;
  /** Name of the container it is about, for waivers. */
  container?: string;
}

/** How a rule speaks about one object. What it does not mention passes. */
export class Report {
  private readonly object: KubeObject;
  private readonly outcomes: Outcome[];

  constructor(object: KubeObject, outcomes: Outcome[]) {
    this.object = object;
    this.outcomes = outcomes;
  }

  /** An offence. */
  fail(field: string, message: string, container?: string): void {
    this.add("fail", field, message, container);
  }

  /** The decision hinges on this field, which is unknown. */
  unknown(field: string, container?: string): void {
    this.add("unknown", field, "not known during preview", container);
  }

  /** An offence if `truth` holds, undecided if it is unknown. */
  when(truth: Truth, field: string, message: string, container?: string): void {
    if (truth === unknown) this.unknown(field, container);
    else if (truth) this.fail(field, message, container);
  }

  private add(verdict: "fail" | "unknown", field: string, message: string, container?: string) {
    const of = container === undefined ? {} : { container };
    this.outcomes.push({ verdict, object: this.object, field, message, ...of });
  }
}

/** Configuration of a rule: a JSON schema per parameter, with its default. */
export type Parameters = Record<string, PolicyConfigJSONSchema>;

interface RuleFacts {
  /** `<folder>-<file>`. */
  id: string;
  /** Ids of the controls it decides. */
  controls: string[];
  severity: Severity;
  level: Level;
  /** Such as `NSA/CISA: Non-root containers` or `MITRE: T1611`. */
  frameworks: string[];
  /** One sentence in the form of a demand. */
  description: string;
  /** What to write instead. */
  remediation: string;
  /** Where Kubernetes documents it. */
  url?: string;
  /** @default - the rule takes no parameters */
  parameters?: Parameters;
}

/** Judges objects one by one; `kinds` it does not name never reach it. */
export interface ObjectRule<P = any> extends RuleFacts {
  scope: "object";
  /** @default - every kind */
  kinds?: readonly string[];
  decide(object: KubeObject, report: Report, parameters: P): void;
}

/** Judges all objects of a stack together, and says for each offence whose it is. */
export interface StackRule<P = any> extends RuleFacts {
  scope: "stack";
  decide(stack: Stack, report: (object: KubeObject) => Report, parameters: P): void;
}

export type Rule = ObjectRule | StackRule;

/** The parameters with the defaults of the schema filled in. */
export function withDefaults(rule: Rule, given: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(rule.parameters ?? {})) {
    if (schema.default !== undefined) values[name] = schema.default;
  }
  return { ...values, ...given };
}
