import { createHash } from "node:crypto";

/** JSON with the keys of every object in order: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** SHA-256 of the canonical JSON of `value`, as `sha256:<hex>`. */
export function digest(value: unknown): string {
  return `sha256:${createHash("sha256").update(canonical(value)).digest("hex")}`;
}

/** `base` with a tail that changes with `content`: what mounts it rolls when the content changes. */
export function contentName(base: string, content: unknown): string {
  return `${base}-${digest(content).slice("sha256:".length, "sha256:".length + 8)}`;
}
