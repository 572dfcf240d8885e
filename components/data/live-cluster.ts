import { type Memory, bytes } from "../shared/quantity.ts";

/** What is read of a cluster that runs. */
export interface LiveCluster {
  image?: string;
  /** Size of the largest of its volumes. */
  storage?: Memory;
  /** Storage class of its volumes that lets none grow. */
  rigidClass?: string;
}

interface Claim {
  spec: { storageClassName?: string; resources?: { requests?: { storage?: string } } };
}

/** The cluster `name` as it is now; undefined where there is none to be read. */
export async function readCluster(
  namespace: string,
  name: string,
  read: (path: string) => Promise<unknown>,
): Promise<LiveCluster | undefined> {
  const path = `apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters/${name}`;
  const found = (await read(path)) as
    { spec?: { storage?: { size?: Memory } }; status?: { image?: string } } | undefined;
  if (!found) return undefined;
  const query = `labelSelector=cnpg.io/cluster%3D${name}`;
  const claims = `api/v1/namespaces/${namespace}/persistentvolumeclaims?${query}`;
  const { items = [] } = ((await read(claims)) ?? {}) as { items?: Claim[] };
  const sizes = items.flatMap(({ spec }) => (spec.resources?.requests?.storage as Memory) ?? []);
  const largest = sizes.sort((a, b) => bytes(b) - bytes(a))[0];
  return {
    image: found.status?.image,
    storage: largest ?? found.spec?.storage?.size,
    rigidClass: await rigidOf(
      items.flatMap(({ spec }) => spec.storageClassName ?? []),
      read,
    ),
  };
}

/** The first of these storage classes that lets no volume grow, as far as it can be read. */
async function rigidOf(classes: string[], read: (path: string) => Promise<unknown>) {
  for (const name of new Set(classes)) {
    const found = await read(`apis/storage.k8s.io/v1/storageclasses/${name}`);
    if (found && !(found as { allowVolumeExpansion?: boolean }).allowVolumeExpansion) return name;
  }
  return undefined;
}

interface Refusal {
  argument: string;
  value: string;
  need: string;
}

/** Why the wanted change of a running cluster would harm its data; undefined if it does not. */
export function refusal(
  { image, storage, rigidClass }: LiveCluster,
  wanted: { image: string; storage: Memory },
): Refusal | undefined {
  const sized = { argument: "data.postgres.storage", value: wanted.storage };
  const more = storage ? bytes(wanted.storage) - bytes(storage) : 0;
  if (more < 0) {
    const need = `at least ${storage} is needed: the volumes are that large, and can only grow`;
    return { ...sized, need };
  }
  if (more > 0 && rigidClass) {
    const need = `${storage} is needed: the storage class ${rigidClass} lets no volume grow`;
    return { ...sized, need };
  }
  const [is, becomes] = [majorOf(image), majorOf(wanted.image)];
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
