import { type Memory, bytes } from "../shared/quantity.ts";

/** What is read of a cluster that runs. */
export interface LiveCluster {
  spec?: { storage?: { size?: string } };
  status?: { image?: string };
}

/** Path of the cluster `name` in the API. */
export const pathOf = (namespace: string, name: string) =>
  `apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters/${name}`;

interface Refusal {
  argument: string;
  value: string;
  need: string;
}

/** Why the wanted change of a running cluster would harm its data; undefined if it does not. */
export function refusal(
  { spec, status }: LiveCluster,
  wanted: { image: string; storage: Memory },
): Refusal | undefined {
  const size = spec?.storage?.size as Memory | undefined;
  if (size && bytes(wanted.storage) < bytes(size)) {
    const need = `at least ${size} is needed: the volumes are that large, and can only grow`;
    return { argument: "data.postgres.storage", value: wanted.storage, need };
  }
  const [is, becomes] = [majorOf(status?.image), majorOf(wanted.image)];
  if (is !== undefined && becomes !== undefined && becomes < is) {
    const need = `PostgreSQL ${is} or later is needed: no older one reads the data that is there`;
    return { argument: "images.clusteredPostgres", value: wanted.image, need };
  }
  return undefined;
}

/** Major version that an image's tag tells; undefined where it has none, as with a bare digest. */
function majorOf(image = ""): number | undefined {
  const major = /:(\d+)[^:/]*$/.exec(image.replace(/@.*/, ""))?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Whether pods name their users: OpenShift gives each namespace its own. */
export const namesUsers = ({ apiGroups }: { apiGroups: string[] }) =>
  !apiGroups.includes("security.openshift.io");

/**
 * How many instances a cluster gets: as many as are asked for, else three where it has three nodes
 * and one where it has fewer. A node that is away for a while counts: nothing shrinks for it.
 */
export function instancesOn({ nodes }: { nodes: unknown[] }, asked?: number): number {
  return asked ?? (nodes.length < 3 ? 1 : 3);
}

interface Offer {
  nodes: { usable: boolean }[];
  storageClasses: string[];
  defaultStorageClass?: string;
}

/** What a cluster lacks for so many instances, one clause each. */
export function lacking(
  { nodes, storageClasses, defaultStorageClass }: Offer,
  { instances, storageClass }: { instances: number; storageClass?: string },
): string[] {
  const usable = nodes.filter((node) => node.usable).length;
  const lacks = [];
  if (instances > usable) {
    lacks.push(
      `a node for each of ${instances} instances of PostgreSQL (${usable} are usable): ` +
        `add nodes, or lower data.postgres.instances`,
    );
  }
  const known = storageClasses.join(", ") || "none";
  if (instances > 0 && storageClass && !storageClasses.includes(storageClass)) {
    lacks.push(`the storage class ${storageClass} of data.postgres (there are: ${known})`);
  }
  if (instances > 0 && !storageClass && !defaultStorageClass) {
    lacks.push(`a default storage class, or one named in data.postgres.storageClass`);
  }
  return lacks;
}
