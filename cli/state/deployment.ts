/** The parts of Pulumi's state that are looked at here; all else is passed on as it came. */

export interface Resource {
  urn: string;
  type: string;
  parent?: string;
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  deletedWith?: string;
  replaceWith?: string[];
  viewOf?: string;
  aliases?: string[];
  delete?: boolean;
  pendingReplacement?: boolean;
  [key: string]: unknown;
}

export interface Operation {
  resource: Resource;
  type: string;
}

export interface SecretsProvider {
  type: string;
  state?: unknown;
}

/** Pulumi's `DeploymentV3`. */
export interface Deployment {
  manifest: { time: string; magic: string; version: string };
  secrets_providers?: SecretsProvider;
  resources?: Resource[];
  pending_operations?: Operation[];
  snippets?: unknown[];
  extensions?: Record<string, unknown>;
  [key: string]: unknown;
}

/** A deployment and the schema that reads it, as Pulumi exchanges them. */
export interface Stored {
  version: number;
  /** What a reader must know of; only in version 4. */
  features?: string[];
  deployment: Deployment;
}

/** A stack by its project's name and its own. */
export interface StackId {
  project: string;
  stack: string;
}

/** What there is for each resource that only newer readers understand. */
const features: [name: string, has: (resource: Resource) => unknown][] = [
  ["refreshBeforeUpdate", (resource) => resource.refreshBeforeUpdate],
  ["views", (resource) => resource.viewOf],
  ["hooks", ({ resourceHooks }) => resourceHooks && Object.keys(resourceHooks).length > 0],
  ["taint", (resource) => resource.taint],
  ["replaceWith", ({ replaceWith }) => replaceWith && replaceWith.length > 0],
  ["extensionParameterization", (resource) => resource.extensionRef],
];

/** A deployment with the version of the schema that it needs: 4 where it has features, else 3. */
export function stored(deployment: Deployment): Stored {
  const all = [
    ...(deployment.resources ?? []),
    ...(deployment.pending_operations ?? []).map(({ resource }) => resource),
  ];
  const used = features.filter(([, has]) => all.some(has)).map(([name]) => name);
  if (deployment.snippets?.length) used.push("snippets-prototype");
  return used.length > 0
    ? { version: 4, features: used.sort(), deployment }
    : { version: 3, deployment };
}
