import type { Finding } from "../findings.ts";

/** `kind namespace/name`, or that it concerns the whole run. */
export function subjectOf({ object }: Finding): string {
  if (!object) return "the whole run";
  const { kind, namespace, name } = object;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Where the finding is, as far as it is known. */
export function placeOf({ file, line, field }: Finding): string {
  const where = file === undefined ? "" : line === undefined ? file : `${file}:${line}`;
  return [where, field ?? ""].filter(Boolean).join(" ");
}

/** What is wrong, with the reason why it is let through if it is. */
export function messageOf({ message, verdict, waiver }: Finding): string {
  if (!waiver) return verdict === "unknown" ? `not decided: ${message}` : message;
  return `${message} (waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason})`;
}
