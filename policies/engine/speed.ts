import type { Policies } from "@pulumi/policy";
import deserialize from "@pulumi/policy/deserialize.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { typeOf } from "./normalise.ts";
import type { Rule } from "./rule.ts";

type Deserialize = (properties: object, proxySecrets: boolean) => object;

/**
 * Makes Pulumi's policy server read a resource once rather than once per policy, which with a
 * hundred policies is most of what a preview would wait for. Policies must not change what they
 * get; remediations, which do, are left alone.
 */
export function readResourcesOnce(): void {
  const module = deserialize as unknown as { deserializeProperties?: Deserialize };
  const original = module.deserializeProperties;
  if (typeof original !== "function") return; // another version: slower, and right
  const known = new WeakMap<object, object>();
  module.deserializeProperties = (properties, proxySecrets) => {
    if (proxySecrets) return original(properties, proxySecrets);
    let read = known.get(properties);
    if (!read) known.set(properties, (read = original(properties, proxySecrets)));
    return read;
  };
}

/** Whether the rule can have something to say of a resource of this type. */
export function canConcern(rule: Rule, type: string): boolean {
  if (!type.startsWith("kubernetes:")) return false;
  if (rule.scope === "stack" || !rule.kinds) return true;
  const [, kind] = typeOf(type);
  return kind === undefined || kind.endsWith("List") || rule.kinds.includes(kind);
}

/**
 * The policies in a list that, walked for one resource, holds only those that can concern its
 * type. The server asks a request for its type and then walks the list, with nothing in between;
 * whoever walks it otherwise gets all of them.
 */
export function walkedByType(policies: Policies, rules: readonly Rule[]): Policies {
  const byType = new Map<string, Policies>();
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const concerning = (type: string): Policies => {
    const known = byType.get(type);
    if (known) return known;
    const chosen = policies.filter(({ name }) => {
      const rule = rulesById.get(name);
      return !rule || canConcern(rule, type);
    });
    byType.set(type, chosen);
    return chosen;
  };
  const asked = rememberTypes();
  const list = [...policies];
  list[Symbol.iterator] = () => {
    const type = asked();
    return (type === undefined ? policies : concerning(type))[Symbol.iterator]();
  };
  return list;
}

/** Gives, once, the type that a request was asked for last. */
function rememberTypes(): () => string | undefined {
  let last: string | undefined;
  const request = analyzer.AnalyzeRequest?.prototype;
  const original = request?.getType;
  if (typeof original === "function") {
    request.getType = function (this: object) {
      return (last = original.call(this));
    };
  }
  return () => {
    const type = last;
    last = undefined;
    return type;
  };
}
