/** Parts of a resource's URN. */
export interface Urn {
  /** Such as `kubernetes:apps/v1:Deployment`. */
  type: string;
  /** Last part of the type, such as `Deployment`. */
  kind: string;
  name: string;
  /** Types of the components around it, outermost first. */
  parents: string[];
}

/** Takes `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>` apart. */
export function parseUrn(urn: string): Urn {
  const [, , types = "", ...name] = urn.split("::");
  const parents = types.split("$");
  const type = parents.pop()!;
  return { type, kind: type.slice(type.lastIndexOf(":") + 1), name: name.join("::"), parents };
}

/** A resource in words, such as `Deployment frontend`. */
export function label(urn: string): string {
  const { kind, name } = parseUrn(urn);
  return `${kind} ${name}`;
}

/** The check that a resource records, if it is a record of the gate. */
export function checkOf(urn: string): string | undefined {
  const { type, name, parents } = parseUrn(urn);
  const record = type === "kubernetes:core/v1:ConfigMap" && parents.includes("shakedown:gate:Gate");
  return record ? name.replace(/^gate-/, "") : undefined;
}
