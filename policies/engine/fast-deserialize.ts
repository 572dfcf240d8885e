import deserialize from "@pulumi/policy/deserialize.js";

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
