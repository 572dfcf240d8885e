import assert from "node:assert/strict";

import { judgeStack } from "../../../policies/engine/evaluate.ts";
import { fromManifest, fromResource } from "../../../policies/engine/normalise.ts";
import type { Outcome, StackRule } from "../../../policies/engine/rule.ts";
import { Stack } from "../../../policies/engine/stack.ts";
import { type Manifest, type Verdict, formsOf } from "../forms.ts";

/** What a rule must say of several objects together. */
interface StackCase {
  title: string;
  verdict: Verdict;
  given: Manifest[];
  /** Fields that must be named, as `Kind name: field`; all of them. */
  expected: string[];
  parameters: object;
}

const stackCase =
  (does: string, verdict: Verdict) =>
  (title: string, given: Manifest[], expected: string[] = [], parameters: object = {}) => ({
    title: `${does} ${title}`,
    verdict,
    given,
    expected,
    parameters,
  });

export const accepts = (title: string, given: Manifest[], parameters: object = {}) =>
  stackCase("allows", "pass")(title, given, [], parameters);
export const refuses = stackCase("denies", "fail");
export const waits = stackCase("cannot decide", "unknown");

/** Runs the cases as manifests, in both orders, and in each form Pulumi programs use. */
export function stackCases(rule: StackRule, cases: StackCase[]): void {
  describe(rule.id, () => {
    for (const { title, verdict, given, expected, parameters } of cases) {
      it(title, () => {
        const answer = (objects: Stack["objects"]) =>
          named(judgeStack(rule, new Stack(objects), parameters));
        const wanted = expected.map((one) => `${verdict} ${one}`).sort();
        const manifests = given.flatMap((one) => fromManifest(one, { label: "subject" }));
        assert.deepEqual(answer(manifests), wanted, "as manifests");
        assert.deepEqual(answer([...manifests].reverse()), wanted, "in the other order");
        for (const form of Object.keys(formsOf(given[0] ?? { apiVersion: "v1", kind: "X" }))) {
          const resources = given.map((one) => formsOf(one)[form]!);
          assert.deepEqual(answer(resources.flatMap(fromResource)), wanted, `as a ${form}`);
        }
      });
    }
  });
}

function named(outcomes: Outcome[]): string[] {
  const line = ({ verdict, object, field }: Outcome) =>
    `${verdict} ${object.kind} ${typeof object.name === "string" ? object.name : "?"}: ${field}`;
  return [...new Set(outcomes.map(line))].sort();
}

/** The messages of the rule's offences. */
export function messages(rule: StackRule, given: Manifest[], parameters: object = {}): string[] {
  const objects = given.flatMap((one) => fromManifest(one, { label: "subject" }));
  return judgeStack(rule, new Stack(objects), parameters).map(({ message }) => message);
}
