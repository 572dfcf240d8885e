import type * as k8s from "@pulumi/kubernetes";

import { type Memory, bytes } from "../shared/quantity.ts";

export interface Persistence {
  enabled: boolean;
  /** Size of the volume; it can grow where its class allows that. */
  storage: Memory;
  /** @default - the cluster's default class */
  storageClass?: string;
}

/** Name of the claim. */
export const volumeName = "redis-data";

/** What is read of a claim that is there. */
export interface LiveVolume {
  spec?: { storageClassName?: string; resources?: { requests?: { storage?: string } } };
}

/** The claim as it is now; none where nothing is to be kept. */
export async function readVolume(
  { enabled }: Persistence,
  namespace: string,
  read: (path: string) => Promise<unknown>,
): Promise<LiveVolume | undefined> {
  if (!enabled) return undefined;
  const path = `api/v1/namespaces/${namespace}/persistentvolumeclaims/${volumeName}`;
  return (await read(path)) as LiveVolume | undefined;
}

export function claimSpec({ storage, storageClass }: Persistence) {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
    ...(storageClass && { storageClassName: storageClass }),
  } satisfies k8s.types.input.core.v1.PersistentVolumeClaimSpec;
}

/** Why what is wanted would harm the data of a volume that is there; undefined if it does not. */
export function volumeRefusal({ spec }: LiveVolume, { storage, storageClass }: Persistence) {
  const size = spec?.resources?.requests?.storage as Memory | undefined;
  if (size && bytes(storage) < bytes(size)) {
    const need = `at least ${size} is needed: the volume is that large, and can only grow`;
    return { argument: "data.redis.persistence.storage", value: storage, need };
  }
  const is = spec?.storageClassName;
  if (is && storageClass && storageClass !== is) {
    const need = `${is} is needed: the volume is of that class, and another one would be empty`;
    return { argument: "data.redis.persistence.storageClass", value: storageClass, need };
  }
  return undefined;
}

/** What a cluster lacks for the volume, one clause each. */
export function lackingVolume(
  offer: { storageClasses: string[]; defaultStorageClass?: string },
  { enabled, storageClass }: Persistence,
): string[] {
  if (!enabled) return [];
  const setting = "data.redis.persistence.storageClass";
  if (!storageClass) {
    return offer.defaultStorageClass ? [] : [`a default storage class, or one named in ${setting}`];
  }
  if (offer.storageClasses.includes(storageClass)) return [];
  const known = offer.storageClasses.join(", ") || "none";
  return [`the storage class ${storageClass} of ${setting} (there are: ${known})`];
}
