import { objectRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

interface Parameters {
  labels: unknown;
  kinds: unknown;
}

/** Labels tell whose an object is, and find what belongs together. */
export const requiredLabels = objectRule<Parameters>({
  id: "reliability-required-labels",
  controls: ["metadata.requiredLabels"],
  severity: "low",
  frameworks: [],
  description: "Objects must carry the labels that are asked for; without a list, none is.",
  remediation: "Set the label under metadata.labels.",
  parameters: {
    labels: {
      type: ["array", "object"],
      default: [],
      description:
        "Keys; or objects with key and allowedRegex; or a map of keys to regular expressions.",
    },
    kinds: {
      type: "array",
      default: [],
      description: "Kinds that must carry them, such as `Namespace`; none means every kind.",
    },
  },
  decide: (object, report, parameters) => {
    const kinds = kindsOf(parameters.kinds);
    if (kinds.length > 0 && !kinds.includes(object.kind) && !kinds.includes("*")) return;
    for (const { key, pattern } of labelsOf(parameters.labels)) {
      report.when(
        is(at(object.tree, "metadata", "labels", key), (value) =>
          value === undefined ? true : pattern !== undefined && !pattern.test(String(value)),
        ),
        `metadata.labels["${key}"]`,
        `label "${key}" is missing or not of the required form: set it`,
      );
    }
  },
});

interface Wanted {
  key: string;
  pattern: RegExp | undefined;
}

function labelsOf(given: unknown): Wanted[] {
  const entries = Array.isArray(given)
    ? given
    : Object.entries(given ?? {}).map(([key, regex]) => ({ key, regex }));
  return entries.map((entry) => {
    if (typeof entry === "string") return { key: entry, pattern: undefined };
    const regex = entry.allowedRegex ?? entry.regex ?? entry.pattern;
    return { key: entry.key ?? entry.name, pattern: regex ? new RegExp(regex) : undefined };
  });
}

/** Kinds as plain names, or as match blocks with a list of kinds each. */
function kindsOf(given: unknown): string[] {
  const entries: unknown[] = Array.isArray(given) ? given : [];
  return entries.flatMap((entry) => {
    if (typeof entry === "string") return [entry.split("/").pop()!];
    const { kinds, kind } = (entry ?? {}) as { kinds?: string[]; kind?: string };
    return kinds ?? (kind === undefined ? [] : [kind]);
  });
}
