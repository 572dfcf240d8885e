import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";

import { toPolicy } from "../../policies/engine/crossguard.ts";
import { judgeStack } from "../../policies/engine/evaluate.ts";
import { fromManifest, fromResource } from "../../policies/engine/normalise.ts";
import type { Rule } from "../../policies/engine/rule.ts";
import { Stack } from "../../policies/engine/stack.ts";
import { WaiverBook } from "../../policies/engine/waiver-book.ts";

/** What a preview sends in place of a value that it cannot know. */
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Manifest = Record<string, any>;

export interface Verdicts {
  /** Fields of offences, and fields that leave the rule undecided. */
  fails: string[];
  unknown: string[];
}

/** What the rule says of one manifest, which may hold unknown values. */
export function judge(rule: Rule, manifests: Manifest[], parameters: object = {}): Verdicts {
  const objects = manifests.flatMap((manifest) => fromManifest(manifest, { label: "subject" }));
  const outcomes = judgeStack(rule, new Stack(objects), parameters);
  const fields = (verdict: string) =>
    outcomes.filter((o) => o.verdict === verdict).map(({ field }) => field);
  return { fails: fields("fail"), unknown: fields("unknown") };
}

export interface Resource {
  type: string;
  props: Manifest;
}

/** The forms in which Pulumi programs declare one object. */
export function formsOf(manifest: Manifest): Record<string, Resource> {
  const { apiVersion, kind, ...rest } = manifest;
  const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  const list = { apiVersion: "v1", kind: "List", items: [manifest] };
  return {
    "typed resource": { type: `kubernetes:${version}:${kind}`, props: manifest },
    "typed resource without kind": { type: `kubernetes:${version}:${kind}`, props: rest },
    patch: { type: `kubernetes:${version}:${kind}Patch`, props: manifest },
    "patch without kind": { type: `kubernetes:${version}:${kind}Patch`, props: rest },
    "custom resource": { type: `kubernetes:${apiVersion}:${kind}`, props: manifest },
    list: { type: "kubernetes:core/v1:List", props: list },
    "typed list": {
      type: `kubernetes:${version}:${kind}List`,
      props: { apiVersion, kind: `${kind}List`, items: [rest] },
    },
  };
}

export type Verdict = "pass" | "fail" | "unknown";

/** The verdict a preview would show for the resource, seen through the proxy a preview uses. */
export async function previewVerdict(rule: Rule, resource: Resource, parameters: object = {}) {
  const policy: any = toPolicy(rule, new WaiverBook());
  const args = {
    ...resource,
    props: unknownCheckingProxy(resource.props),
    name: "subject",
    urn: "urn:pulumi:test::test::x::subject",
    getConfig: () => parameters,
  };
  let offences = 0;
  try {
    const report = () => offences++;
    if (rule.scope === "object") await policy.validateResource(args, report);
    else await policy.validateStack({ ...args, resources: [args] }, report);
  } catch (error) {
    if (error instanceof UnknownValueError) return "unknown";
    throw error;
  }
  return offences > 0 ? "fail" : "pass";
}

/** The verdict on the resource without the proxy, as a state file has it. */
export function stateVerdict(rule: Rule, { type, props }: Resource, parameters = {}): Verdict {
  const objects = fromResource({ type, props, name: "subject", urn: "urn" });
  const outcomes = judgeStack(rule, new Stack(objects), parameters);
  if (outcomes.some(({ verdict }) => verdict === "fail")) return "fail";
  return outcomes.length > 0 ? "unknown" : "pass";
}
