import type { Resource } from "./deployment.ts";

const rootStack = "pulumi:pulumi:Stack";

/** Drops what resources say of others that are not there, as happens after a refresh. */
export function rebuildDependencies(resources: Resource[]): void {
  const there = new Set<string>();
  const parents = new Map<string, string | undefined>();
  for (const resource of resources) {
    const { dependencies, propertyDependencies } = resource;
    const kept = (urns: string[]) => urns.filter((urn) => there.has(urn));
    if (dependencies) resource.dependencies = kept(dependencies);
    if (propertyDependencies) {
      const entries = Object.entries(propertyDependencies).map(([key, urns]) => [key, kept(urns)]);
      resource.propertyDependencies = Object.fromEntries(
        entries.filter(([, urns]) => urns!.length > 0),
      );
    }
    if (resource.deletedWith && !there.has(resource.deletedWith)) delete resource.deletedWith;
    there.add(resource.urn);
  }
  for (const resource of resources) {
    const { urn, parent } = resource;
    // Parents come first, so the grandparent is right by now.
    if (parent && !there.has(parent)) set(resource, "parent", parents.get(parent));
    parents.set(urn, resource.parent);
  }
}

/** Has every reference name a resource as it is called now, and forgets the aliases. */
export function normalizeUrns(resources: Resource[]): void {
  const renamed = renames(resources);
  if (renamed.size === 0) return resources.forEach((resource) => delete resource.aliases);
  const now = (urn: string) => renamed.get(urn) ?? urn;
  for (const resource of resources) {
    const { parent, provider, dependencies, propertyDependencies, deletedWith, viewOf } = resource;
    resource.urn = now(resource.urn);
    if (parent) resource.parent = now(parent);
    if (provider) resource.provider = providerNow(provider, now);
    if (dependencies) resource.dependencies = dependencies.map(now);
    for (const [key, urns] of Object.entries(propertyDependencies ?? {})) {
      propertyDependencies![key] = urns.map(now);
    }
    if (deletedWith) resource.deletedWith = now(deletedWith);
    if (viewOf) resource.viewOf = now(viewOf);
    delete resource.aliases;
  }
}

function renames(resources: Resource[]): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const { urn, aliases = [], parent = "" } of resources) {
    for (const alias of aliases) renamed.set(alias, urn);
    const parentNow = renamed.get(parent);
    if (parentNow && qualifiedType(parentNow) !== rootStack) {
      renamed.set(urn, under(parentNow, urn));
    }
  }
  for (const [from, to] of renamed) if (from === to) renamed.delete(from);
  return renamed;
}

/** A URN is `urn:pulumi:<stack>::<project>::<types, outermost first, joined by $>::<name>`. */
const partsOf = (urn: string) => {
  const [stack = "", project = "", types = "", ...name] = urn.split("::");
  return { stack, project, types, name: name.join("::") };
};

const qualifiedType = (urn: string) => partsOf(urn).types;

function under(parent: string, urn: string): string {
  const { stack, project, types, name } = partsOf(urn);
  const type = types.split("$").at(-1)!;
  return [stack, project, `${qualifiedType(parent)}$${type}`, name].join("::");
}

/** A reference to a provider is its URN and its id, joined by `::`. */
function providerNow(reference: string, now: (urn: string) => string): string {
  const at = reference.lastIndexOf("::");
  return `${now(reference.slice(0, at))}${reference.slice(at)}`;
}

function set(resource: Resource, key: "parent", value: string | undefined): void {
  if (value === undefined) delete resource[key];
  else resource[key] = value;
}
