import { createHash, randomBytes } from "node:crypto";

import { annotate, annotation, at } from "./objects.ts";
import { UNKNOWN } from "./values.ts";

const AUTONAMED = "pulumi.com/autonamed";

/** A name that is given, or will be. */
export const isNamed = (object: any): boolean =>
  object.metadata === UNKNOWN || !!at(object, "metadata", "name");

export const isGenerateName = (object: any): boolean =>
  !isNamed(object) && !!at(object, "metadata", "generateName");

export const isAutonamed = (object: any): boolean => annotation(object, AUTONAMED) === "true";

/** `prefix` and eight hexadecimal digits: the same for the same seed, random without one. */
export function uniqueName(prefix: string, seed?: Uint8Array): string {
  const bytes = seed?.length
    ? createHash("sha256").update(seed).update(prefix).digest()
    : randomBytes(4);
  return prefix + bytes.subarray(0, 4).toString("hex");
}

/** Gives an object the name that the provider, not the user, chose. */
export function setAutoname(object: any, name: string): void {
  object.metadata = { ...object.metadata, name };
  annotate(object, AUTONAMED, "true");
}
