import type { Rule } from "./engine/rule.ts";
import { rules } from "./rules.ts";

/** The reference of all rules in Markdown, as `docs/policies.md` holds it after its mark. */
export function reference(): string {
  const groups = Map.groupBy(rules, ({ id }) => id.slice(0, id.indexOf("-")));
  return [...groups]
    .flatMap(([folder, members]) => [`## ${folder}`, "", ...members.flatMap(sectionOf)])
    .join("\n");
}

function sectionOf(rule: Rule): string[] {
  const { id, description, severity, level, scope, controls, frameworks, url } = rule;
  const facts = [
    `- ${severity}, ${level}, decides on ${scope === "object" ? "each object" : "the whole stack"}`,
    ...(controls.length === 0 ? [] : [`- controls: ${controls.map(code).join(", ")}`]),
    ...(frameworks.length === 0 ? [] : [`- frameworks: ${frameworks.join("; ")}`]),
    `- fix: ${rule.remediation}`,
    ...(url === undefined ? [] : [`- more: <${url}>`]),
    ...Object.entries(rule.parameters ?? {}).map(
      ([name, schema]) =>
        `- parameter ${code(name)} (${[schema.type].flat().join(" or ")}, ` +
        `${schema.default === undefined ? "no default" : `default ${code(JSON.stringify(schema.default))}`}): ` +
        `${schema.description ?? ""}`,
    ),
  ];
  return [`### ${id}`, "", description, "", ...facts, ""];
}

const code = (text: string) => `\`${text}\``;
